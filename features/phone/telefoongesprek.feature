# language: nl
@document:multi-factor-authentication-setup-phone-number @gids:set-up-your-mobile-device-to-receive-a-phone-call
Functionaliteit: Verificatie per telefoongesprek instellen
  De gids beschrijft in vijf stappen hoe een medewerker een mobiele telefoon instelt
  die bij het aanmelden wordt gebeld.

  Scenario: Een medewerker stelt verificatie per telefoongesprek in
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft zich aangemeld

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Verificatietelefoon" kiest
    En de medewerker het land "Nederland" kiest
    En de medewerker het telefoonnummer "06 12345678" typt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker in "Methode" de optie "Mij bellen" kiest
    Dan ziet het scherm eruit als "multi-factor-authentication-phone-call.png"
    Als de medewerker op "Volgende" klikt
    Dan is stap 2 van de gids gevolgd

    Als de telefoon van de medewerker overgaat
    Dan ziet het scherm eruit als "multi-factor-authentication-phone-call-test.png"
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken" is
    Dan ziet het scherm eruit als "multi-factor-authentication-app-passwords.png"
    Als de medewerker het app-wachtwoord kopieert
    Dan is stap 4 van de gids gevolgd

    Als de medewerker op "Gereed" klikt
    Dan is stap 5 van de gids gevolgd
    En is "Mij bellen" ingesteld voor het nummer "+31 6 12345678"
