# language: nl
@document:multi-factor-authentication-end-user-app-passwords @versie:2018-07
Functionaliteit: App-wachtwoorden beheren, volgens de tekst van 2018
  Via Mijn apps of via het portaal van Office 365 maakt en verwijdert een medewerker app-wachtwoorden.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft verificatie per sms ingesteld

  @gids:to-create-an-app-password-using-the-myapps-portal
  Scenario: Een medewerker maakt via Mijn apps een app-wachtwoord
    Als de medewerker zich aanmeldt bij "/my-apps"
    Dan is stap 1 van de gids gevolgd
    Gegeven de medewerker doet de tweede stap

    Als de medewerker op "Anna" klikt
    En de medewerker op "Profiel" klikt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker de koppeling "Extra beveiligingsverificatie" ziet
    Dan ziet het scherm eruit als "myapps1.png"
    Als de medewerker op de koppeling "Extra beveiligingsverificatie" klikt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker de koppeling "App-wachtwoorden" ziet
    Dan ziet het scherm eruit als "apppass2.png"
    Als de medewerker op de koppeling "App-wachtwoorden" klikt
    Dan is stap 4 van de gids gevolgd

    Als de medewerker op "Maken" klikt
    Dan is stap 5 van de gids gevolgd

    Als de medewerker "Laptop" typt in "Naam"
    En de medewerker op "Volgende" klikt
    Dan is stap 6 van de gids gevolgd

    Als de medewerker op de pagina "Uw app-wachtwoord" is
    Dan ziet het scherm eruit als "create2.png"
    Als de medewerker het app-wachtwoord kopieert
    En de medewerker in het oude mailprogramma het app-wachtwoord plakt
    Dan is stap 7 van de gids gevolgd
    En laat het oude mailprogramma de medewerker binnen

  @gids:to-delete-an-app-password-using-the-myapps-portal
  Scenario: Een medewerker verwijdert via Mijn apps een app-wachtwoord
    Gegeven de medewerker heeft een app-wachtwoord voor "Laptop"
    En de medewerker is met de tweede stap op "/my-apps/profile"
    Als de medewerker op de koppeling "Extra beveiligingsverificatie" klikt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de koppeling "App-wachtwoorden" klikt
    Dan ziet het scherm eruit als "delete1.png"
    Als de medewerker op "Verwijderen" klikt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker op "Ja" klikt
    En de medewerker op "Sluiten" klikt
    Dan is stap 3 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de medewerker 0 app-wachtwoorden"

  @gids:to-create-app-passwords-using-the-office-365-portal
  Scenario: Een medewerker maakt via het portaal van Office 365 een app-wachtwoord
    Als de medewerker zich aanmeldt bij "/office-portal"
    Dan is stap 1 van de gids gevolgd
    Gegeven de medewerker doet de tweede stap

    Als de medewerker op de pagina "Office 365-portal" is
    En de medewerker op "Instellingen" klikt
    En de medewerker op "Extra beveiligingsverificatie" klikt
    Dan ziet het scherm eruit als "security-info-o365password.png"
    En is stap 2 van de gids gevolgd

    Als de medewerker op de koppeling "App-wachtwoorden maken en beheren" klikt
    En de medewerker op de pagina "App-wachtwoorden" is
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op "Maken" klikt
    En de medewerker "Laptop" typt in "Naam"
    En de medewerker op "Volgende" klikt
    Dan is stap 4 van de gids gevolgd

    Als de medewerker het app-wachtwoord leest
    En de medewerker op "Wachtwoord naar Klembord kopiëren" klikt
    En de medewerker op "Sluiten" klikt
    Dan is stap 5 van de gids gevolgd

    Als de medewerker in het oude mailprogramma het app-wachtwoord plakt
    Dan is stap 6 van de gids gevolgd
    En laat het oude mailprogramma de medewerker binnen

  @gids:to-delete-app-passwords-using-the-office-365-portal
  Scenario: Een medewerker verwijdert via het portaal van Office 365 een app-wachtwoord
    Gegeven de medewerker heeft een app-wachtwoord voor "Laptop"
    Als de medewerker zich aanmeldt bij "/office-portal"
    Dan is stap 1 van de gids gevolgd
    Gegeven de medewerker doet de tweede stap

    Als de medewerker op de pagina "Office 365-portal" is
    En de medewerker op "Instellingen" klikt
    En de medewerker op "Extra beveiligingsverificatie" klikt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker op de koppeling "App-wachtwoorden maken en beheren" klikt
    En de medewerker op de pagina "App-wachtwoorden" is
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op "Verwijderen" klikt
    En de medewerker op "Ja" klikt
    En de medewerker op "Sluiten" klikt
    Dan is stap 4 van de gids gevolgd
    En heeft de medewerker 0 app-wachtwoorden

    Als de stap de medewerker naar "to-create-app-passwords-using-the-office-365-portal" verwijst
    En de medewerker op "Maken" klikt
    En de medewerker "Desktop" typt in "Naam"
    En de medewerker op "Volgende" klikt
    En de medewerker op de pagina "Uw app-wachtwoord" is
    Dan is stap 5 van de gids gevolgd
