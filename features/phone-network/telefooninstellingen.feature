# language: nl
Functionaliteit: De instellingen van een telefoon
  Wie geen code of oproep krijgt, heeft soms een telefoon die uit staat, geen bereik heeft, niet mag storen of de beller blokkeert. Wat
  daaraan te doen is, helpt.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Abstract Scenario: Het bericht wacht op een telefoon die <storing>
    Gegeven de telefoon van de medewerker <storing>
    En de medewerker heeft een code aangevraagd
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de telefoon van de medewerker <oplossing>
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

    Voorbeelden:
      | storing           | oplossing          |
      | staat uit         | aan staat          |
      | heeft geen bereik | weer bereik heeft  |

  Abstract Scenario: Een telefoon die <storing>, gaat niet over
    Gegeven de telefoon van de medewerker <storing>
    En de medewerker laat zich bellen
    Dan ziet de medewerker "Er werd niet opgenomen."
    En gaat de telefoon van de medewerker niet over
    Als de telefoon van de medewerker <oplossing>
    En de medewerker op "Opnieuw bellen" klikt
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

    Voorbeelden:
      | storing           | oplossing          |
      | staat uit         | aan staat          |
      | heeft geen bereik | weer bereik heeft  |

  Scenario: Een telefoon die niet mag storen, gaat geluidloos over
    Gegeven de telefoon van de medewerker staat op niet storen
    En de medewerker laat zich bellen
    Dan gaat de telefoon van de medewerker niet over
    Als er 31 seconden verstrijken
    Dan ziet de medewerker "Er werd niet opgenomen."
    Als de telefoon van de medewerker niet op niet storen staat
    En de medewerker op "Opnieuw bellen" klikt
    En de telefoon van de medewerker overgaat
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een geblokkeerde beller komt bij de voicemail
    Gegeven de telefoon van de medewerker blokkeert "020 249 0048"
    En de medewerker laat zich bellen
    Dan ziet de medewerker "De oproep kwam bij uw voicemail terecht."
    En gaat de telefoon van de medewerker niet over
    Als de telefoon van de medewerker niemand blokkeert
    En de medewerker op "Opnieuw bellen" klikt
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

  Scenario: Een bericht van een geblokkeerde afzender ziet niemand
    Gegeven de telefoon van de medewerker blokkeert "Contoso"
    En de medewerker heeft een code aangevraagd
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de telefoon van de medewerker niemand blokkeert
    Dan heeft de telefoon van de medewerker 0 sms-berichten
    Als de medewerker op "Nieuwe code verzenden" klikt
    En de medewerker de code uit het sms-bericht typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
