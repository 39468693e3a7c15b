# language: nl
Functionaliteit: Instellingen die niet zomaar kunnen
  Een keuze kan alleen worden opgeslagen als zij werkt; wat bij de dienst weg is, werkt ook op de telefoon niet meer.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Wat niet is ingesteld, kan geen voorkeur worden
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Dan is in "Wat is uw voorkeur?" de optie "Stuur mij een melding via de app" grijs
    En is in "Wat is uw voorkeur?" de optie "Bel mijn bureautelefoon" grijs

  Scenario: Wat de organisatie niet toestaat, kan geen voorkeur worden
    Gegeven de organisatie staat "Mij bellen" niet toe
    En de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Dan is in "Wat is uw voorkeur?" de optie "Bel mijn verificatietelefoon" grijs

  Scenario: Een nummer dat niet bestaat, wordt niet opgeslagen
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Als de medewerker "06 1234" typt in "Verificatietelefoon"
    En de medewerker op "Opslaan" klikt
    Dan ziet de medewerker "Dit nummer bestaat niet in Nederland."
    En is "+31612345678" de verificatietelefoon van de medewerker

  Scenario: Annuleren laat alles zoals het was
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Als de medewerker "06 87654321" typt in "Verificatietelefoon"
    En de medewerker op "Annuleren" klikt
    Dan ziet de medewerker "Geannuleerd. Er is niets opgeslagen."
    En is "+31612345678" de verificatietelefoon van de medewerker

  Scenario: De alternatieve telefoon wordt gebeld en krijgt geen sms
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker is met de tweede stap op "/settings"
    Als de medewerker "Alternatieve verificatietelefoon" aanvinkt
    En de medewerker "06 87654321" typt in "Alternatieve verificatietelefoon"
    En de medewerker op "Opslaan" klikt
    En de medewerker browser 2 gebruikt
    En de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    Dan ziet de medewerker "Bellen naar +XX XXXXXXX21"
    En ziet de medewerker "Sms naar" niet

  Scenario: De organisatie wil eerst bewijs van een nieuwe voorkeur
    Gegeven de organisatie laat een nieuwe voorkeur eerst verifiëren
    En de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Als de medewerker in "Wat is uw voorkeur?" "Bel mijn verificatietelefoon" kiest
    En de medewerker op "Opslaan" klikt
    En de medewerker op "Voorkeursoptie verifiëren" klikt
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan ziet de medewerker "Uw instellingen zijn opgeslagen."

  Scenario: Een verwijderd apparaat krijgt geen aanvragen meer en zijn codes worden geweigerd
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker heeft ook de authenticator-app op de telefoon "06 87654321"
    En de medewerker is met de tweede stap op "/settings"
    Als de medewerker in "+31612345678" op "Verwijderen" klikt
    Dan heeft de medewerker 1 app bij de dienst
    En heeft de app van de medewerker 1 account
    Als de medewerker browser 2 gebruikt
    En de medewerker gebruikersnaam en wachtwoord invoert
    Dan wachten er in de app van de medewerker 0 verzoeken
    Als de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    En de medewerker de optie "Een verificatiecode van mijn mobiele app gebruiken" kiest
    En de medewerker op "Volgende" klikt
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Voer in wat de app nu toont"
    Gegeven de medewerker neemt een andere telefoon met het nummer "06 87654321"
    Als de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: Een account dat alleen uit de app weg is, krijgt aanvragen die niemand ziet
    Gegeven de medewerker heeft de authenticator-app
    En de medewerker heeft ook een mobiele telefoon
    Als het account uit de app van de medewerker verdwijnt
    Dan heeft de medewerker 1 app bij de dienst
    En wordt de medewerker na het wachtwoord om een aanvraag in de app gevraagd
    En wachten er in de app van de medewerker 0 verzoeken
    Als er 61 seconden verstrijken
    Dan ziet de medewerker "De aanvraag is niet op tijd beantwoord."

  Scenario: Meer apparaten dan de organisatie toestaat
    Gegeven de organisatie staat 1 apparaten met de app toe
    En de medewerker heeft de authenticator-app met codes
    En de medewerker is met de tweede stap op "/settings"
    Als de medewerker op "Authenticator-app instellen" klikt
    Dan ziet de medewerker "U hebt het maximale aantal authenticator-apps. Verwijder er eerst een."

  Scenario: Zonder tweede stap zijn de instellingen niet te zien
    Gegeven de medewerker heeft verificatie per sms ingesteld
    Als de medewerker zich aanmeldt bij "/settings"
    Dan is de medewerker op de pagina "Tweeledige verificatie"
