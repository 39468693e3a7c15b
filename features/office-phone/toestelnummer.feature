# language: nl
Functionaliteit: De telefoon op het bureau
  Een bureautelefoon wordt gebeld en krijgt geen berichten. Achter een centrale hoort er een toestelnummer bij.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de telefoon van de medewerker heeft het nummer "020 2490048"
    En de medewerker heeft zich aangemeld
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Bureautelefoon" kiest
    En de medewerker het telefoonnummer "020 2490048" typt

  Scenario: De centrale verbindt door en dan pas wordt de medewerker begroet
    Als de medewerker "112" typt in "Toestelnummer"
    En de medewerker op "Volgende" klikt
    En de medewerker de telefoon opneemt
    Dan hoort de medewerker "voor toestel 112"
    Als de medewerker op de telefoon op "#" drukt
    Dan hoort de medewerker "Druk op het hekje om dat te bevestigen."
    Als de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een toestelnummer bestaat uit cijfers
    Als de medewerker "receptie" typt in "Toestelnummer"
    En de medewerker op "Volgende" klikt
    Dan ziet de medewerker "Een toestelnummer bestaat alleen uit cijfers. Laat het leeg als er geen is."
    En staat "receptie" nog in het veld "Toestelnummer"

  Scenario: De bureautelefoon is in gesprek
    Gegeven de volgende oproep naar de medewerker is in gesprek
    Als de medewerker op "Volgende" klikt
    Dan ziet de medewerker "Uw telefoon was in gesprek."
    Als de medewerker op "Opnieuw bellen" klikt
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Op kantoor wordt niet gebeld als de organisatie dat niet wil
    Als de organisatie "Bureautelefoon" niet meer toestaat
    En de medewerker de pagina opnieuw laadt
    Dan is in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Bureautelefoon" grijs
