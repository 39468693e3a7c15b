# language: nl
Functionaliteit: De verificatiecode
  Een code bestaat uit zes cijfers, werkt één keer, is drie minuten geldig en hoort bij één aanvraag.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Een verkeerde code wordt geweigerd en de juiste daarna niet
    Gegeven de medewerker heeft een code aangevraagd
    Als de medewerker een verkeerde code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Kijk het bericht na en probeer het opnieuw."
    En staat de cursor in "Verificatiecode"
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Zonder code gaat het niet verder
    Gegeven de medewerker heeft een code aangevraagd
    Als de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Voer de code uit het bericht in."

  Scenario: Een code met een spatie erin wordt begrepen
    Gegeven de medewerker heeft een code aangevraagd
    Als de medewerker de code uit het sms-bericht in twee groepjes plakt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een code verloopt na drie minuten
    Gegeven de medewerker heeft een code aangevraagd
    Als er 181 seconden verstrijken
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code is verlopen. Laat een nieuwe code verzenden."

  Scenario: Een code is op de valreep nog geldig
    Gegeven de medewerker heeft een code aangevraagd
    Als er 170 seconden verstrijken
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: De organisatie bepaalt hoe lang een code geldig is
    Gegeven een code is 60 seconden geldig
    En de medewerker heeft een code aangevraagd
    Als er 61 seconden verstrijken
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code is verlopen. Laat een nieuwe code verzenden."

  Scenario: Een code werkt geen tweede keer
    Gegeven de medewerker heeft een code aangevraagd
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
    Als de medewerker op "Gereed" klikt
    En de medewerker opnieuw een code aanvraagt
    En de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code is al eens gebruikt. Laat een nieuwe code verzenden."

  Scenario: Een nieuwe code maakt de vorige ongeldig
    Gegeven de medewerker heeft een code aangevraagd
    En de medewerker heeft de code uit het sms-bericht gelezen
    Als de medewerker op "Nieuwe code verzenden" klikt
    Dan ziet de medewerker "Er is een nieuwe code verzonden. De vorige werkt niet meer."
    Als de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Kijk het bericht na en probeer het opnieuw."
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Na te veel verkeerde codes moet de medewerker opnieuw beginnen
    Gegeven de organisatie staat 3 verkeerde codes toe
    En de medewerker heeft een code aangevraagd
    Als de medewerker 3 keer een verkeerde code invoert
    Dan ziet de medewerker "Er is te vaak een verkeerde code ingevoerd. Begin opnieuw."
    En is de medewerker bij "Stap 1: Hoe moeten we contact met u opnemen?"

  Scenario: Een nummer krijgt niet eindeloos codes
    Gegeven de organisatie verzendt 2 codes per 300 seconden naar een nummer
    En de medewerker heeft een code aangevraagd
    Als de medewerker op "Nieuwe code verzenden" klikt
    En de medewerker op "Nieuwe code verzenden" klikt
    Dan ziet de medewerker "Er zijn te veel codes naar dit nummer verzonden. Wacht een paar minuten en probeer het opnieuw."
    En heeft de telefoon van de medewerker 2 sms-berichten
    Als er 301 seconden verstrijken
    En de medewerker op "Nieuwe code verzenden" klikt
    Dan ziet de medewerker "Er is een nieuwe code verzonden. De vorige werkt niet meer."
    En heeft de telefoon van de medewerker 3 sms-berichten
