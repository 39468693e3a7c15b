# language: nl
Functionaliteit: Browsers die de medewerker vertrouwt
  In een vertrouwde browser wordt een aantal dagen niet om de tweede stap gevraagd; in een andere wel.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft verificatie per sms ingesteld
    En de medewerker vertrouwt deze browser

  Scenario: In dezelfde browser is het wachtwoord genoeg
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan is de medewerker aangemeld
    En staat bij de medewerker "skipped due to remembered device" genoteerd

  Scenario: In een andere browser wordt gewoon om de tweede stap gevraagd
    Als de medewerker browser 2 gebruikt
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd

  Scenario: Na veertien dagen wordt er weer om gevraagd
    Als er 1209601 seconden verstrijken
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd

  Scenario: De organisatie vertrouwt geen browsers meer
    Gegeven de organisatie vertrouwt browsers 0 dagen
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd
    En ziet de medewerker het selectievakje "Niet opnieuw vragen gedurende X dagen" niet

  Scenario: De helpdesk vergeet de vertrouwde browsers
    Als de helpdesk de vertrouwde browsers van de medewerker vergeet
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd

  Scenario: Wie door de helpdesk geen methoden meer heeft, heeft ook geen vertrouwde browser meer
    Als de helpdesk de methoden van de medewerker wist
    En de medewerker heeft verificatie per sms ingesteld
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd
