# language: nl
@document:multi-factor-authentication-end-user-signin
Functionaliteit: Aanmelden met tweestapsverificatie
  Na het wachtwoord vraagt de dienst om de methode die de medewerker heeft ingesteld.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  @gids:signing-in-with-a-phone-call
  Scenario: Een medewerker meldt zich aan met een telefoongesprek
    Gegeven de medewerker heeft verificatie per telefoongesprek ingesteld
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de pagina "Tweeledige verificatie" is
    En de telefoon van de medewerker overgaat
    Dan is stap 2 van de gids gevolgd

    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is stap 3 van de gids gevolgd
    En is de medewerker aangemeld

  @gids:signing-in-with-a-text-message
  Scenario: Een medewerker meldt zich aan met een sms-bericht
    Gegeven de medewerker heeft verificatie per sms ingesteld
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de pagina "Tweeledige verificatie" is
    En de medewerker "Contoso" in het sms-bericht leest
    Dan is stap 2 van de gids gevolgd

    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is stap 3 van de gids gevolgd
    En is de medewerker aangemeld

  @gids:to-sign-in-with-a-notification-from-the-microsoft-authenticator-app
  Scenario: Een medewerker meldt zich aan met een aanvraag in de app
    Gegeven de medewerker heeft de authenticator-app
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de pagina "Tweeledige verificatie" is
    En de app van de medewerker een verzoek krijgt
    Dan ziet het scherm eruit als "notify.png"
    En is stap 2 van de gids gevolgd

    Als de medewerker in de app op "Goedkeuren" drukt
    Dan is stap 3 van de gids gevolgd

    Als de medewerker aangemeld is
    Dan is stap 4 van de gids gevolgd

  @gids:to-sign-in-using-a-verification-code-with-the-microsoft-authenticator-app
  Scenario: Een medewerker meldt zich aan met een code uit de app
    Gegeven de medewerker heeft de authenticator-app met codes
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de pagina "Tweeledige verificatie" is
    Dan ziet het scherm eruit als "verify3.png"
    En is stap 2 van de gids gevolgd

    Als de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is stap 3 van de gids gevolgd
    En is de medewerker aangemeld

  @gids:signing-in-with-an-alternate-method
  Scenario: Een medewerker meldt zich aan met een andere methode
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker heeft ook een mobiele telefoon
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    Dan is stap 2 van de gids gevolgd

    Als de medewerker bij "Uw identiteit verifiëren" is
    Dan ziet het scherm eruit als "alt.png"
    Als de medewerker in "Uw identiteit verifiëren" de optie "Een verificatiecode van mijn mobiele app gebruiken" kiest
    En de medewerker op "Volgende" klikt
    Dan is stap 3 van de gids gevolgd
    Als de medewerker de tweede stap doet
    Dan is de medewerker aangemeld
