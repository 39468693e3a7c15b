# language: nl
@document:multi-factor-authentication-setup-auth-app
Functionaliteit: De authenticator-app instellen
  De gids beschrijft in twee keer negen stappen hoe een medewerker de app aan het account verbindt:
  om aanvragen goed te keuren, of om codes te tonen.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft zich aangemeld

  @gids:set-up-the-microsoft-authenticator-app-to-send-notifications
  Scenario: Een medewerker stelt de app in om aanvragen goed te keuren
    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Mobiele app" kiest
    Dan is stap 1 van de gids gevolgd

    Als de medewerker in "Hoe wilt u de mobiele app gebruiken?" de optie "Meldingen ontvangen voor verificatie" kiest
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-notification.png"
    Als de medewerker op "Instellen" klikt
    En de medewerker op de pagina "Mobiele app configureren" is
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-barcode.png"
    En is stap 2 van de gids gevolgd

    Als de medewerker de app opent
    En de medewerker in de app het menu "Aanpassen en beheren" opent
    En de medewerker in de app "Account toevoegen" kiest
    En de medewerker in de app "Werk- of schoolaccount" kiest
    En de medewerker in de app op "Toestaan" drukt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op de pagina "Mobiele app configureren" is
    En de medewerker de QR-code scant
    Dan ziet de medewerker in de app "Contoso"
    Als de medewerker op "Volgende" klikt
    Dan is stap 4 van de gids gevolgd

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-notification-confirm.png"
    Als de medewerker op "Volgende" klikt
    En de app van de medewerker een verzoek krijgt
    Dan is stap 5 van de gids gevolgd

    Als de medewerker in de app op "Goedkeuren" drukt
    Dan is stap 6 van de gids gevolgd

    Als de medewerker bij "Stap 3: Voor als u geen toegang meer hebt tot de mobiele app" is
    En de medewerker het land "Nederland" kiest
    En de medewerker het telefoonnummer "06 12345678" typt
    En de medewerker op "Volgende" klikt
    Dan is stap 7 van de gids gevolgd

    Als de medewerker bij "Stap 4: Blijf uw bestaande toepassingen gebruiken" is
    Dan ziet het scherm eruit als "multi-factor-authentication-app-passwords.png"
    Als de medewerker het app-wachtwoord kopieert
    Dan is stap 8 van de gids gevolgd

    Als de medewerker op "Gereed" klikt
    Dan is stap 9 van de gids gevolgd
    En is de medewerker op de pagina "Uw verificatiemethode is ingesteld"
    En heeft de medewerker 1 app bij de dienst

  @gids:set-up-the-microsoft-authenticator-app-to-use-verification-codes
  Scenario: Een medewerker stelt de app in om codes te tonen
    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Mobiele app" kiest
    Dan is stap 1 van de gids gevolgd

    Als de medewerker in "Hoe wilt u de mobiele app gebruiken?" de optie "Verificatiecode gebruiken" kiest
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-verification-code.png"
    Als de medewerker op "Instellen" klikt
    En de medewerker op de pagina "Mobiele app configureren" is
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-barcode.png"
    En is stap 2 van de gids gevolgd

    Als de medewerker de app opent
    En de medewerker in de app het menu "Aanpassen en beheren" opent
    En de medewerker in de app "Account toevoegen" kiest
    En de medewerker in de app "Werk- of schoolaccount" kiest
    En de medewerker in de app op "Toestaan" drukt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker op de pagina "Mobiele app configureren" is
    En de medewerker de QR-code scant
    Dan ziet de medewerker in de app "Contoso"
    Als de medewerker op "Volgende" klikt
    Dan is stap 4 van de gids gevolgd

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-verification-confirm.png"
    Als de medewerker op "Volgende" klikt
    Dan is stap 5 van de gids gevolgd

    Als de medewerker bij "Stap 2: Voer de verificatiecode uit de mobiele app in" is
    Dan ziet het scherm eruit als "multi-factor-authentication-auth-app-verification-test.png"
    Als de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is stap 6 van de gids gevolgd

    Als de medewerker bij "Stap 3: Voor als u geen toegang meer hebt tot de mobiele app" is
    En de medewerker het land "Nederland" kiest
    En de medewerker het telefoonnummer "06 12345678" typt
    En de medewerker op "Volgende" klikt
    Dan is stap 7 van de gids gevolgd

    Als de medewerker bij "Stap 4: Blijf uw bestaande toepassingen gebruiken" is
    Dan ziet het scherm eruit als "multi-factor-authentication-app-passwords.png"
    Als de medewerker het app-wachtwoord kopieert
    Dan is stap 8 van de gids gevolgd

    Als de medewerker op "Gereed" klikt
    Dan is stap 9 van de gids gevolgd
    En is de medewerker op de pagina "Uw verificatiemethode is ingesteld"
    En heeft de medewerker 1 app bij de dienst
