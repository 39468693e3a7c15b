# language: nl
Functionaliteit: Een verkeerd nummer, een verloren telefoon
  Wat aan de telefoon zelf niet te verhelpen is, verhelpt de medewerker bij de instellingen of de helpdesk.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Er staat een verkeerd nummer bij de instellingen
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker heeft ook de bureautelefoon "020 2490048"
    En de telefoon van de medewerker heeft het nummer "06 87654321"
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    En de medewerker de optie "Bellen naar +XX XXXXXXX48" kiest
    En de medewerker op "Volgende" klikt
    Gegeven de medewerker neemt een andere telefoon met het nummer "020 2490048"
    En de medewerker doet de tweede stap
    En de medewerker "/settings" opent
    Als de medewerker "06 87654321" typt in "Verificatietelefoon"
    En de medewerker op "Opslaan" klikt
    Dan is "+31687654321" de verificatietelefoon van de medewerker
    Gegeven de medewerker neemt een andere telefoon met het nummer "06 87654321"
    En de medewerker gebruikt browser 2
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: De telefoon is zoek en de helpdesk wist de methoden
    Gegeven de medewerker heeft de authenticator-app
    Als de helpdesk de methoden van de medewerker wist
    Dan wordt de medewerker na het wachtwoord om meer informatie gevraagd
    Als de medewerker op "Volgende" klikt
    Dan is de medewerker op de pagina "Extra beveiligingsverificatie"

  Scenario: Het nieuwe apparaat werkt, ook als het oude al weg is
    Gegeven de medewerker heeft de authenticator-app met codes
    En de medewerker heeft ook een mobiele telefoon
    Als het account uit de app van de medewerker verdwijnt
    En de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    En de medewerker de optie "Sms naar +XX XXXXXXX78" kiest
    En de medewerker op "Volgende" klikt
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld
