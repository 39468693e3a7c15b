# language: nl
Functionaliteit: Een andere methode bij het aanmelden
  Wie meer dan één methode heeft ingesteld, kan kiezen; in de lijst staat niets anders.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Met één methode valt er niets te kiezen
    Gegeven de organisatie staat "Mij bellen" niet toe
    En de medewerker heeft verificatie per sms ingesteld
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is de medewerker op de pagina "Tweeledige verificatie"
    En ziet de medewerker de koppeling "Op een andere manier aanmelden" niet

  Scenario: In de lijst staat wat is ingesteld, met alleen het eind van de nummers
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker heeft ook de bureautelefoon "020 2490048"
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    Dan ziet de medewerker "Bellen naar +XX XXXXXXX48"
    En ziet de medewerker de optie "Een verificatiecode van mijn mobiele app gebruiken"
    En ziet de medewerker "Sms naar" niet

  Scenario: De voorkeur is intussen verboden
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker heeft ook een mobiele telefoon
    Als de organisatie "Meldingen ontvangen voor verificatie" niet meer toestaat
    Dan wordt de medewerker na het wachtwoord om een code uit de app gevraagd

  Scenario: Alle methoden zijn weg en de medewerker begint opnieuw
    Gegeven de medewerker heeft verificatie per sms ingesteld
    Als de helpdesk de methoden van de medewerker wist
    En de medewerker gebruikersnaam en wachtwoord invoert
    Dan is de medewerker op de pagina "Meer informatie vereist"

  Scenario: Wie van methode wisselt, heeft aan de eerste code niets meer
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker heeft ook de bureautelefoon "020 2490048"
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker heeft de code uit het sms-bericht gelezen
    En de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    En de medewerker de optie "Sms naar +XX XXXXXXX78" kiest
    En de medewerker op "Volgende" klikt
    En de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet."

  Scenario: Na drie minuten begint het aanmelden opnieuw
    Gegeven de medewerker heeft de authenticator-app met codes
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En er 181 seconden verstrijken
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker het veld "Wachtwoord"
    En staat bij de medewerker "verification took too long" genoteerd
