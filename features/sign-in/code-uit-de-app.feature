# language: nl
Functionaliteit: Codes uit de app bij het aanmelden
  Een code is dertig seconden te zien, werkt één keer en hoort bij één account (NIST SP 800-63B 5.1.4, OWASP ASVS 5 6.5).

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En een collega met het mobiele nummer "06 87654321"
    En de medewerker heeft de authenticator-app met codes

  Scenario: Een verkeerde code uit de app wordt geweigerd en de juiste daarna niet
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker een verkeerde code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Voer in wat de app nu toont"
    Als de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld
    En staat bij de medewerker "invalid mobile app verification code" genoteerd

  Scenario: Een code uit de app werkt geen tweede keer
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code is al eens gebruikt. Wacht tot de app een andere toont."
    En staat bij de medewerker "verification code already used once" genoteerd

  Scenario: Een oude code uit de app werkt niet meer
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app onthoudt
    En er 90 seconden verstrijken
    En de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Voer in wat de app nu toont"

  Scenario: Een code die net is verdwenen, werkt nog
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app onthoudt
    En er 30 seconden verstrijken
    En de medewerker de eerste code typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: De klok van de telefoon loopt twee minuten achter
    Gegeven de klok van de telefoon van de medewerker loopt 120 seconden achter
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "kijk of de klok van uw telefoon goed staat."
    Als de klok van de telefoon van de medewerker 0 seconden achterloopt
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: Na te veel verkeerde codes helpt ook de juiste niet meer
    Gegeven de organisatie staat 3 verkeerde codes toe
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker 3 keer een verkeerde code invoert
    Dan ziet de medewerker "Er is te vaak iets verkeerds ingevoerd."
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan ziet de medewerker "Er is te vaak iets verkeerds ingevoerd."
    Als er 301 seconden verstrijken
    En de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: De code van een collega is van niemand anders
    Gegeven de collega heeft de authenticator-app met codes
    Als de collega de code uit de app onthoudt
    En de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code typt die de collega heeft onthouden
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Voer in wat de app nu toont"

  Scenario: De app maakt ook codes zonder bereik
    Gegeven de telefoon van de medewerker heeft geen bereik
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld
