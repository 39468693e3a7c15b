# language: nl
Functionaliteit: Wat mensen met een browser doen
  Terug, opnieuw laden, dubbelklikken, annuleren: niets daarvan mag iets kapotmaken.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Annuleren bij stap 1
    Gegeven de medewerker heeft zich aangemeld
    Als de medewerker op "Annuleren" klikt
    Dan ziet de medewerker "Geannuleerd. Er is niets opgeslagen."
    En is er voor de medewerker niets ingesteld

  Scenario: Annuleren bij stap 2 maakt de code ongeldig
    Gegeven de medewerker heeft een code aangevraagd
    Als de medewerker op "Annuleren" klikt
    Dan ziet de medewerker "Geannuleerd. Er is niets opgeslagen."
    En is er voor de medewerker niets ingesteld

  Scenario: Terug in de browser om een ander nummer in te voeren
    Gegeven de medewerker heeft een code aangevraagd
    En de medewerker heeft de code uit het sms-bericht gelezen
    Als de medewerker in de browser teruggaat
    Dan is de medewerker bij "Stap 1: Hoe moeten we contact met u opnemen?"
    Als de medewerker een code aanvraagt voor het nummer "06 87654321" in "Nederland"
    En de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Kijk het bericht na en probeer het opnieuw."
    En heeft de telefoon met het nummer "+31687654321" 1 sms-bericht

  Scenario: Terug in de browser na stap 3 toont het app-wachtwoord niet nog eens
    Gegeven de medewerker is bij het app-wachtwoord
    Als de medewerker in de browser teruggaat
    Dan ziet de medewerker "Uw app-wachtwoord is al één keer getoond en kan niet nog eens worden getoond."

  Scenario: Twee keer klikken verzendt één bericht
    Gegeven de medewerker heeft zich aangemeld
    Als de medewerker het telefoonnummer "06 12345678" typt
    En de medewerker het formulier twee keer verzendt met "Volgende"
    Dan is de medewerker bij "Stap 2: We hebben een sms-bericht naar uw telefoon verzonden"
    En heeft de telefoon van de medewerker 1 sms-bericht

  Scenario: Elke pagina kan opnieuw worden geladen
    Gegeven de medewerker heeft zich aangemeld
    Als de medewerker de pagina opnieuw laadt
    Dan is de medewerker bij "Stap 1: Hoe moeten we contact met u opnemen?"
    Als de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    Dan is de medewerker bij "Stap 2: We hebben een sms-bericht naar uw telefoon verzonden"
    Als de medewerker de pagina opnieuw laadt
    Dan is de medewerker bij "Stap 2: We hebben een sms-bericht naar uw telefoon verzonden"
    En heeft de telefoon van de medewerker 1 sms-bericht
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
    Als de medewerker de pagina opnieuw laadt
    Dan ziet de medewerker "Uw app-wachtwoord is al één keer getoond en kan niet nog eens worden getoond."
    Als de medewerker op "Nieuw app-wachtwoord maken" klikt
    En de medewerker het app-wachtwoord kopieert
    En de medewerker op "Gereed" klikt
    Dan is "Mij een code per sms verzenden" ingesteld voor het nummer "+31 6 12345678"
    Als de medewerker de pagina opnieuw laadt
    Dan is "Mij een code per sms verzenden" ingesteld voor het nummer "+31 6 12345678"

  Scenario: Een pagina tijdens een oproep kan opnieuw worden geladen
    Gegeven de medewerker laat zich bellen
    Als de medewerker de pagina opnieuw laadt
    Dan is de medewerker bij "Stap 2: We bellen uw telefoon"
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Twee medewerkers tegelijk zien elkaars codes niet
    Gegeven een collega met het mobiele nummer "06 87654321"
    En de medewerker heeft een code aangevraagd
    En de collega heeft een code aangevraagd
    Als de medewerker de code van de collega typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Kijk het bericht na en probeer het opnieuw."
    Als de collega de code uit het sms-bericht typt
    En de collega op "Verifiëren" klikt
    Dan is de collega bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
    En heeft de telefoon van de medewerker 1 sms-bericht
    En heeft de telefoon van de collega 1 sms-bericht

  Scenario: Per sms-bericht, zonder JavaScript
    Gegeven de browser voert geen JavaScript uit
    En de medewerker heeft een code aangevraagd
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    En de medewerker het app-wachtwoord kopieert
    En de medewerker op "Gereed" klikt
    Dan is "Mij een code per sms verzenden" ingesteld voor het nummer "+31 6 12345678"

  Scenario: Per telefoongesprek, zonder JavaScript
    Gegeven de browser voert geen JavaScript uit
    En de medewerker laat zich bellen
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    En de medewerker op de koppeling "Controleer of het gesprek is afgelopen" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Met alleen het toetsenbord
    Gegeven de medewerker gebruikt alleen het toetsenbord
    En de medewerker heeft zich aangemeld
    Als de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Verificatietelefoon" kiest
    En de medewerker het land "België" kiest
    En de medewerker het telefoonnummer "+31 6 12345678" typt
    En de medewerker in "Methode" de optie "Mij bellen" kiest
    En de medewerker in "Methode" de optie "Mij een code per sms verzenden" kiest
    En de medewerker op "Volgende" klikt
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    En de medewerker op "Gereed" klikt
    Dan is "Mij een code per sms verzenden" ingesteld voor het nummer "+31 6 12345678"
