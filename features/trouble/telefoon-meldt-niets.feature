# language: nl
Functionaliteit: Er komt niets op de telefoon aan
  Wat in het document over problemen te doen staat als er geen code, oproep of melding komt: de telefoon aanzetten, bereik
  zoeken, niet storen uitzetten, de app laten melden en het nummer niet meer blokkeren.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Abstract Scenario: De aanvraag komt niet aan: de telefoon <storing>
    Gegeven de medewerker heeft de authenticator-app
    En de telefoon van de medewerker <storing>
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan wachten er in de app van de medewerker 0 verzoeken
    Als er 61 seconden verstrijken
    Dan ziet de medewerker "De aanvraag is niet op tijd beantwoord."
    Als de telefoon van de medewerker <oplossing>
    En de medewerker op "Nieuwe aanvraag verzenden" klikt
    En de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld

    Voorbeelden:
      | storing           | oplossing         |
      | staat uit         | aan staat         |
      | heeft geen bereik | weer bereik heeft |

  Scenario: De app mag niets melden
    Gegeven de medewerker heeft de authenticator-app
    En de authenticator-app van de medewerker mag niets melden
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan wachten er in de app van de medewerker 0 verzoeken
    Als er 61 seconden verstrijken
    Dan ziet de medewerker "De aanvraag is niet op tijd beantwoord."
    Als de authenticator-app van de medewerker meldingen mag tonen
    En de medewerker op "Nieuwe aanvraag verzenden" klikt
    En de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld

  Scenario: De telefoon mag niet storen en de aanvraag wacht in de app
    Gegeven de medewerker heeft de authenticator-app
    En de telefoon van de medewerker staat op niet storen
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de app opent
    En de medewerker in de app op "Goedkeuren" drukt
    Dan is de medewerker aangemeld

  Scenario: Zonder bereik werken de codes van de app nog
    Gegeven de medewerker heeft de authenticator-app met codes
    En de telefoon van de medewerker heeft geen bereik
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: De code wacht op een telefoon die uit staat
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de telefoon van de medewerker staat uit
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de telefoon van de medewerker aan staat
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker aangemeld

  Scenario: De beller is geblokkeerd
    Gegeven de medewerker heeft verificatie per telefoongesprek ingesteld
    En de telefoon van de medewerker blokkeert "+31 20 249 0048"
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan ziet de medewerker "De oproep kwam bij uw voicemail terecht."
    Als de telefoon van de medewerker niemand blokkeert
    En de medewerker op "Opnieuw bellen" klikt
    En de telefoon van de medewerker overgaat
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker aangemeld
