# language: nl
Functionaliteit: Storingen bij sms-berichten
  Een bericht kan verloren gaan, te laat komen of twee keer aankomen. De medewerker kan steeds verder.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Het bericht gaat verloren en een tweede komt aan
    Gegeven het volgende sms-bericht aan de medewerker gaat verloren
    En de medewerker heeft een code aangevraagd
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de medewerker op "Nieuwe code verzenden" klikt
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Het bericht komt te laat
    Gegeven het volgende sms-bericht aan de medewerker komt 240 seconden later aan
    En de medewerker heeft een code aangevraagd
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als er 241 seconden verstrijken
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code is verlopen. Laat een nieuwe code verzenden."

  Scenario: Het bericht komt later, maar op tijd
    Gegeven het volgende sms-bericht aan de medewerker komt 60 seconden later aan
    En de medewerker heeft een code aangevraagd
    Als er 61 seconden verstrijken
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Het bericht komt dubbel aan
    Gegeven het volgende sms-bericht aan de medewerker komt dubbel aan
    En de medewerker heeft een code aangevraagd
    Dan heeft de telefoon van de medewerker 2 sms-berichten
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
