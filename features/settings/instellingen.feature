# language: nl
@document:multi-factor-authentication-end-user-manage-settings
Functionaliteit: Instellingen voor tweestapsverificatie wijzigen
  Op één pagina bepaalt een medewerker welke methode het eerst komt, en wijzigt nummers, apps en vertrouwde browsers.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  @gids:to-get-to-the-additional-security-verification-page
  Scenario: Een medewerker komt via Mijn apps bij de instellingen
    Gegeven de medewerker heeft verificatie per sms ingesteld
    Als de medewerker zich aanmeldt bij "/my-apps"
    Dan is stap 1 van de gids gevolgd
    Gegeven de medewerker doet de tweede stap

    Als de medewerker op "Anna" klikt
    En de medewerker op "Profiel" klikt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker de koppeling "Extra beveiligingsverificatie" ziet
    Dan ziet het scherm eruit als "mfa-myapps-link.png"
    Als de medewerker op de koppeling "Extra beveiligingsverificatie" klikt
    En de medewerker op de pagina "Extra beveiligingsverificatie" is
    Dan ziet het scherm eruit als "mfa-security-verification-page.png"
    En is stap 3 van de gids gevolgd

  @gids:to-change-your-default-security-verification-method
  Scenario: Een medewerker kiest een andere voorkeur
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker heeft ook een mobiele telefoon
    En de medewerker heeft ook de bureautelefoon "020 2490048"
    En de medewerker is met de tweede stap op "/settings"

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker in "Wat is uw voorkeur?" "Stuur mij een melding via de app" kiest
    En de medewerker in "Wat is uw voorkeur?" "Bel mijn verificatietelefoon" kiest
    En de medewerker in "Wat is uw voorkeur?" "Sms een code naar mijn verificatietelefoon" kiest
    En de medewerker in "Wat is uw voorkeur?" "Bel mijn bureautelefoon" kiest
    En de medewerker in "Wat is uw voorkeur?" "Verificatiecode van app gebruiken" kiest
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op "Opslaan" klikt
    Dan is stap 2 van de gids gevolgd
    En ziet de medewerker "Uw instellingen zijn opgeslagen."
    En is het doel van de gids bereikt: "wordt de medewerker na het wachtwoord om een code uit de app gevraagd"

  @gids:to-change-your-phone-numbers
  Scenario: Een medewerker wijzigt de telefoonnummers
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker bij "Hoe wilt u reageren?" is
    En de medewerker "06 87654321" typt in "Verificatietelefoon"
    En de medewerker "020 2490048" typt in "Bureautelefoon"
    Dan is stap 1 van de gids gevolgd

    Als de medewerker "Alternatieve verificatietelefoon" aanvinkt
    En de medewerker "06 11112222" typt in "Alternatieve verificatietelefoon"
    Dan is stap 2 van de gids gevolgd

    Als de medewerker op "Opslaan" klikt
    Dan is stap 3 van de gids gevolgd
    En ziet de medewerker "Uw instellingen zijn opgeslagen."
    En is het doel van de gids bereikt: «is "+31687654321" de verificatietelefoon van de medewerker»

  @gids:add-a-new-account-to-the-microsoft-authenticator-app
  Scenario: Een medewerker zet de app op een andere telefoon
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker bij "Hoe wilt u reageren?" is
    Dan ziet het scherm eruit als "mfa-security-verification-page-auth-app.png"
    Als de medewerker op "Authenticator-app instellen" klikt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de pagina "Mobiele app configureren" is
    En de medewerker de QR-code scant
    En de medewerker op "Volgende" klikt
    En de medewerker het verzoek in de app goedkeurt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker op "Opslaan" klikt
    Dan is stap 3 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de medewerker 1 app bij de dienst"

  @gids:to-delete-your-device-from-your-work-or-school-account
  Scenario: Een medewerker verwijdert een apparaat zoals de gids het zegt
    De twee stappen kunnen worden gevolgd, en daarna is het apparaat er nog.

    Gegeven de medewerker heeft de authenticator-app
    En de medewerker is met de tweede stap op "/settings"

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker bij "Hoe wilt u reageren?" is
    En de medewerker op "Authenticator-app instellen" klikt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker in de browser teruggaat
    En de medewerker op "Opslaan" klikt
    Dan is stap 2 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de medewerker 0 apps bij de dienst"

  @gids:to-delete-your-account-from-the-microsoft-authenticator-app
  Scenario: Een medewerker verwijdert het account uit de app
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker in de app het menu "Aanpassen en beheren" opent
    En de medewerker in de app "Accounts bewerken" kiest
    Als de medewerker in de app op "Verwijderen" drukt
    Dan is stap 1 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de app van de medewerker 0 accounts"

  @gids:to-turn-two-factor-verification-prompts-back-on-for-your-devices
  Scenario: Een medewerker laat alle apparaten weer om verificatie vragen
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker vertrouwt deze browser
    En de medewerker gebruikt browser 2
    En de medewerker is met de tweede stap op "/settings"

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker op "Meervoudige verificatie herstellen op eerder vertrouwde apparaten" klikt
    Dan is stap 1 van de gids gevolgd
    Als de medewerker browser 1 gebruikt
    Dan is het doel van de gids bereikt: "wordt de medewerker na het wachtwoord om een sms-code gevraagd"
