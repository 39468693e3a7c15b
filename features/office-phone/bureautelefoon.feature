# language: nl
@document:multi-factor-authentication-setup-office-phone @gids:set-up-your-office-phone-number-as-your-verification-method
Functionaliteit: Verificatie op de bureautelefoon instellen
  De gids beschrijft in vier stappen hoe een medewerker de telefoon op het bureau instelt,
  die bij het aanmelden wordt gebeld.

  Scenario: Een medewerker stelt de bureautelefoon in
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de telefoon van de medewerker heeft het nummer "020 2490048"
    En de medewerker heeft zich aangemeld

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Bureautelefoon" kiest
    En de medewerker het land "Nederland" kiest
    En de medewerker het telefoonnummer "020 2490048" typt
    Dan ziet het scherm eruit als "multi-factor-authentication-office-phone.png"
    Als de medewerker op "Volgende" klikt
    Dan is stap 1 van de gids gevolgd

    Als de telefoon van de medewerker overgaat
    Dan ziet het scherm eruit als "multi-factor-authentication-office-phone-test.png"
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken" is
    Dan ziet het scherm eruit als "multi-factor-authentication-app-passwords.png"
    Als de medewerker het app-wachtwoord kopieert
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op "Gereed" klikt
    Dan is stap 4 van de gids gevolgd
    En is de medewerker op de pagina "Uw verificatiemethode is ingesteld"
