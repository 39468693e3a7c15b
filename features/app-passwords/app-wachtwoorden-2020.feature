# language: nl
@document:multi-factor-authentication-end-user-app-passwords @versie:2020-05
Functionaliteit: App-wachtwoorden beheren, volgens de tekst van 2020
  Bij de instellingen of vanuit het portaal maakt en verwijdert een medewerker app-wachtwoorden.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft verificatie per sms ingesteld

  @gids:create-and-delete-app-passwords-from-the-additional-security-verification-page
  Scenario: Een medewerker maakt bij de instellingen een app-wachtwoord
    Gegeven de medewerker is met de tweede stap op "/settings"
    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker op de koppeling "App-wachtwoorden" klikt
    Dan ziet het scherm eruit als "mfa-app-passwords-page.png"
    En is stap 1 van de gids gevolgd

    Als de medewerker op "Maken" klikt
    En de medewerker "Outlook 2010" typt in "Naam"
    Dan ziet het scherm eruit als "mfa-create-app-password-page.png"
    Als de medewerker op "Volgende" klikt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker op de pagina "Uw app-wachtwoord" is
    Dan ziet het scherm eruit als "mfa-your-app-password-page.png"
    Als de medewerker het app-wachtwoord kopieert
    En de medewerker op "Sluiten" klikt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op de pagina "App-wachtwoorden" is
    En de medewerker "Outlook 2010" ziet
    Dan ziet het scherm eruit als "mfa-app-passwords-page-with-new-password.png"
    En is stap 4 van de gids gevolgd

    Als de medewerker in het oude mailprogramma het app-wachtwoord plakt
    Dan is stap 5 van de gids gevolgd
    En laat het oude mailprogramma de medewerker binnen

  @gids:to-delete-an-app-password-using-the-app-passwords-page
  Scenario: Een medewerker verwijdert een app-wachtwoord
    Gegeven de medewerker heeft een app-wachtwoord voor "Outlook 2010"
    En de medewerker is met de tweede stap op "/app-passwords"
    Als de medewerker op de pagina "App-wachtwoorden" is
    Dan ziet het scherm eruit als "mfa-app-passwords-page-delete.png"
    Als de medewerker op "Verwijderen" klikt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op "Ja" klikt
    En de medewerker op "Sluiten" klikt
    Dan is stap 2 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de medewerker 0 app-wachtwoorden"

  @gids:to-create-app-passwords-using-the-office-365-portal
  Scenario: Een medewerker maakt vanuit het portaal een app-wachtwoord
    Gegeven de medewerker zich aanmeldt bij "/my-account"
    En de medewerker doet de tweede stap
    Als de medewerker op de pagina "Mijn account" is
    En de medewerker op "Beveiliging & privacy" klikt
    En de medewerker op "Extra beveiligingsverificatie" klikt
    Dan ziet het scherm eruit als "mfa-app-passwords-o365-my-account-page.png"
    En is stap 1 van de gids gevolgd

    Als de medewerker op de koppeling "App-wachtwoorden maken en beheren" klikt
    En de medewerker op de pagina "App-wachtwoorden" is
    Dan ziet het scherm eruit als "mfa-app-passwords-page.png"
    En is stap 2 van de gids gevolgd

    Als de medewerker op "Maken" klikt
    En de medewerker "Outlook 2010" typt in "Naam"
    Dan ziet het scherm eruit als "mfa-create-app-password-page.png"
    Als de medewerker op "Volgende" klikt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op de pagina "Uw app-wachtwoord" is
    Dan ziet het scherm eruit als "mfa-your-app-password-page.png"
    Als de medewerker het app-wachtwoord kopieert
    En de medewerker op "Sluiten" klikt
    Dan is stap 4 van de gids gevolgd

    Als de medewerker op de pagina "App-wachtwoorden" is
    En de medewerker "Outlook 2010" ziet
    Dan ziet het scherm eruit als "mfa-app-passwords-page-with-new-password.png"
    En is stap 5 van de gids gevolgd

    Als de medewerker in het oude mailprogramma het app-wachtwoord plakt
    Dan is stap 6 van de gids gevolgd
    En laat het oude mailprogramma de medewerker binnen

  @gids:to-delete-app-passwords-using-the-app-passwords-page
  Scenario: Een medewerker verwijdert vanuit het portaal een app-wachtwoord
    Gegeven de medewerker heeft een app-wachtwoord voor "Outlook 2010"
    En de medewerker is met de tweede stap op "/app-passwords"
    Als de medewerker op de pagina "App-wachtwoorden" is
    Dan ziet het scherm eruit als "mfa-app-passwords-page-delete.png"
    Als de medewerker op "Verwijderen" klikt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op "Ja" klikt
    En de medewerker op "Sluiten" klikt
    Dan is stap 2 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de medewerker 0 app-wachtwoorden"
