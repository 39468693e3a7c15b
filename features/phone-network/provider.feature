# language: nl
Functionaliteit: Verzenden via een provider
  De inschrijfpagina's kunnen versturen zoals elk ander systeem: via het protocol van een provider, over HTTP.
  Voor de medewerker en voor de telefoon maakt dat geen verschil.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de organisatie verstuurt via een provider

  Scenario: De code komt via de provider
    Gegeven de medewerker heeft een code aangevraagd
    Als de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: De provider vraagt wat er gezegd moet worden en geeft de toetsen door
    Gegeven de medewerker laat zich bellen
    Als de medewerker de telefoon opneemt
    Dan hoort de medewerker "Druk op het hekje om dat te bevestigen."
    Als de medewerker op de telefoon op "5" drukt
    Dan hoort de medewerker "Deze toets werkt hier niet."
    Als de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
    En hoort de medewerker "Dank u, de verificatie is gelukt."

  Scenario: De medewerker meldt fraude via de provider
    Gegeven de medewerker laat zich bellen
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "0" drukt
    En de medewerker op de telefoon op "#" drukt
    Dan ziet de medewerker "Verificatie is voor u geblokkeerd tot"
    En hoort de medewerker "Dank u voor uw melding."

  Scenario: De provider meldt dat er niet wordt opgenomen
    Gegeven de medewerker laat zich bellen
    Als de telefoon van de medewerker overgaat
    En er 61 seconden verstrijken
    Dan ziet de medewerker "Er werd niet opgenomen."

  Scenario: De centrale verbindt een oproep van de provider door
    Gegeven de telefoon van de medewerker heeft het nummer "020 2490048"
    En de medewerker heeft zich aangemeld
    Als de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Bureautelefoon" kiest
    En de medewerker het telefoonnummer "020 2490048" typt
    En de medewerker "112" typt in "Toestelnummer"
    En de medewerker op "Volgende" klikt
    En de medewerker de telefoon opneemt
    Dan hoort de medewerker "voor toestel 112"
    Als de medewerker op de telefoon op "5" drukt
    Dan hoort de medewerker "Druk op het hekje zodra dit toestel 112 is."
    Als de medewerker op de telefoon op "#" drukt
    Dan hoort de medewerker "Druk op het hekje om dat te bevestigen."
    Als de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
