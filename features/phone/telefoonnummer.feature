# language: nl
Functionaliteit: Het telefoonnummer
  Een nummer wordt eerst gecontroleerd; naar een nummer dat niet deugt, wordt niets verzonden.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft zich aangemeld

  Abstract Scenario: <soort> wordt geweigerd
    Als de medewerker een code aanvraagt voor het nummer "<nummer>" in "<land>"
    Dan ziet de medewerker "<melding>"
    En staat de cursor in "Telefoonnummer"
    En staat "<nummer>" nog in het veld "Telefoonnummer"

    Voorbeelden:
      | soort                     | nummer         | land      | melding                                                                                             |
      | Een leeg veld             |                | Nederland | Voer uw telefoonnummer in.                                                                          |
      | Een woord                 | geen nummer    | Nederland | Dit is geen telefoonnummer. Voer het in met cijfers, zoals 06 12345678.                             |
      | Een nummer dat te kort is | 06 1234        | Nederland | Dit nummer bestaat niet in Nederland. Controleer het nummer en het land of de regio.                |
      | Een vast nummer           | 020 2490048    | Nederland | Dit is een vast nummer en dat kan geen sms ontvangen. Laat u bellen of voer een mobiel nummer in.   |
      | Een betaald servicenummer | 0900 1234567   | Nederland | Betaalde servicenummers kunnen niet worden gebruikt. Voer een ander nummer in.                      |
      | Een nummer van een ding   | 097 012345678  | Nederland | Virtuele nummers en nummers van apparaten kunnen niet worden gebruikt. Voer een ander nummer in.    |

  Abstract Scenario: <soort> wordt begrepen
    Als de medewerker een code aanvraagt voor het nummer "<nummer>" in "<land>"
    Dan is de medewerker bij "Stap 2: We hebben een sms-bericht naar uw telefoon verzonden"
    En ziet de medewerker "<getoond>"
    En heeft de telefoon met het nummer "<internationaal>" 1 sms-bericht

    Voorbeelden:
      | soort                         | nummer            | land      | getoond          | internationaal |
      | Een nummer met +31            | +31 6 12345678    | Nederland | +31 6 12345678   | +31612345678   |
      | Een nummer met 0031           | 0031 6 12345678   | Nederland | +31 6 12345678   | +31612345678   |
      | Een nummer met streepjes      | 06-1234 5678      | Nederland | +31 6 12345678   | +31612345678   |
      | Een nummer uit België         | 0470 12 34 56     | België    | +32 470 12 34 56 | +32470123456   |
      | Een Duits nummer met landcode | +49 1512 3456789  | Nederland | +49 1512 3456789 | +4915123456789 |

  Scenario: Een vast nummer kan worden gebeld
    Gegeven de telefoon van de medewerker heeft het nummer "020 2490048"
    Als de medewerker zich laat bellen op het nummer "020 2490048"
    Dan is de medewerker bij "Stap 2: We bellen uw telefoon"
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
