# language: nl
Functionaliteit: De telefoon in de browser
  Elke telefoon van het oefennetwerk heeft een eigen pagina. De medewerker en de eigenaar van de telefoon zitten ieder
  achter een eigen browser en doen alles met oog en hand.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de telefoon "06 12345678" ligt voor de eigenaar

  Scenario: Een code wordt van het scherm gelezen en overgetypt
    Gegeven de medewerker heeft een code aangevraagd
    Als de eigenaar van de telefoon het bericht van "Contoso" opent
    En de medewerker de code typt die de eigenaar van de telefoon leest
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een oproep wordt aangenomen en met # bevestigd
    Gegeven de medewerker laat zich bellen
    Als de eigenaar van de telefoon op "Opnemen" drukt
    Dan leest de eigenaar van de telefoon "Druk op het hekje om dat te bevestigen."
    Als de eigenaar van de telefoon op de toets "#" drukt
    Dan leest de eigenaar van de telefoon "Dank u, de verificatie is gelukt."
    En is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Ook met het toetsenbord wordt opgenomen en bevestigd
    Gegeven de medewerker laat zich bellen
    Als de eigenaar van de telefoon met het toetsenbord op "Opnemen" drukt
    En de eigenaar van de telefoon "5" intoetst op het toetsenbord
    Dan leest de eigenaar van de telefoon "Deze toets werkt hier niet."
    Als de eigenaar van de telefoon "#" intoetst op het toetsenbord
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een oproep wordt geweigerd
    Gegeven de medewerker laat zich bellen
    Als de eigenaar van de telefoon op "Weigeren" drukt
    Dan ziet de medewerker "Uw telefoon was in gesprek."
    En staat "Geweigerd" bij de oproepen van de telefoon

  Scenario: Een oproep wordt gemist
    Gegeven de medewerker laat zich bellen
    Als de telefoon voor de eigenaar overgaat
    En er 31 seconden verstrijken
    Dan leest de eigenaar van de telefoon "Gemiste oproep"
    En staat "Gemiste oproep" bij de oproepen van de telefoon

  Scenario: Twee mensen kijken naar dezelfde telefoon
    Gegeven de telefoon "06 12345678" ligt ook voor een meekijker
    En de medewerker laat zich bellen
    Als de telefoon voor de meekijker overgaat
    En de eigenaar van de telefoon op "Opnemen" drukt
    Dan leest de meekijker "Druk op het hekje om dat te bevestigen."
    Als de meekijker op de toets "#" drukt
    Dan leest de eigenaar van de telefoon "Het gesprek is beëindigd"
    En is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een bericht wordt teruggevonden
    Gegeven de medewerker heeft een code aangevraagd
    Als de eigenaar van de telefoon zoekt op "van:contoso status:afgeleverd"
    Dan leest de eigenaar van de telefoon "is uw verificatiecode voor Contoso."
    Als de eigenaar van de telefoon zoekt op "van:tandarts"
    Dan leest de eigenaar van de telefoon "Er is niets gevonden."

  Scenario: De telefoon beantwoordt een bericht
    Gegeven de medewerker heeft een code aangevraagd
    Als de eigenaar van de telefoon het bericht van "Contoso" opent
    En de eigenaar van de telefoon "Wie bent u?" antwoordt
    Dan leest de eigenaar van de telefoon "Wie bent u?"

  Scenario: Wie zijn telefoon weer laat storen, wordt gebeld
    Als de eigenaar van de telefoon de instellingen van de telefoon opent
    En de eigenaar van de telefoon "Niet storen" aanzet
    Dan leest de eigenaar van de telefoon "Niet storen staat aan"
    Gegeven de medewerker laat zich bellen
    Dan gaat de telefoon van de medewerker niet over
    En leest de eigenaar van de telefoon "geluidloos"
    Als de eigenaar van de telefoon op "Weigeren" drukt
    En de eigenaar van de telefoon de instellingen van de telefoon opent
    En de eigenaar van de telefoon "Niet storen" uitzet
    En de medewerker op "Opnieuw bellen" klikt
    En de telefoon voor de eigenaar overgaat
    En de eigenaar van de telefoon op "Opnemen" drukt
    En de eigenaar van de telefoon op de toets "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Wie zijn telefoon aanzet, krijgt het bericht alsnog
    Als de eigenaar van de telefoon de instellingen van de telefoon opent
    En de eigenaar van de telefoon "Telefoon aan" uitzet
    Gegeven de medewerker heeft een code aangevraagd
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de eigenaar van de telefoon "Telefoon aan" aanzet
    Dan heeft de telefoon van de medewerker 1 sms-bericht

  Scenario: Een geblokkeerde beller komt weer door
    Als de eigenaar van de telefoon de instellingen van de telefoon opent
    En de eigenaar van de telefoon "020 249 0048" blokkeert
    Gegeven de medewerker laat zich bellen
    Dan ziet de medewerker "De oproep kwam bij uw voicemail terecht."
    Als de eigenaar van de telefoon niemand blokkeert
    En de medewerker op "Opnieuw bellen" klikt
    Dan gaat de telefoon voor de eigenaar over
