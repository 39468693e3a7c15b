# language: nl
Functionaliteit: Oproepen die anders lopen
  Een oproep die niet met # eindigt, wijst niemand de deur: de medewerker leest waarom en kan opnieuw worden gebeld.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Abstract Scenario: De telefoon <storing>
    Gegeven de volgende oproep naar de medewerker <storing>
    En de medewerker laat zich bellen
    Dan ziet de medewerker "<melding>"
    Als de medewerker op "Opnieuw bellen" klikt
    En de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"

    Voorbeelden:
      | storing               | melding                                  |
      | is in gesprek         | Uw telefoon was in gesprek.              |
      | wordt niet opgenomen  | Er werd niet opgenomen.                  |
      | gaat naar de voicemail | De oproep kwam bij uw voicemail terecht. |
      | mislukt               | We konden uw telefoon niet bereiken.     |

  Scenario: De telefoon gaat te lang over
    Gegeven de medewerker laat zich bellen
    Als er 31 seconden verstrijken
    Dan ziet de medewerker "Er werd niet opgenomen."

  Scenario: De medewerker hangt op voordat er op # is gedrukt
    Gegeven de medewerker laat zich bellen
    Als de medewerker de telefoon opneemt
    En de medewerker ophangt
    Dan ziet de medewerker "De oproep is beëindigd voordat er op # is gedrukt."

  Scenario: Na een verkeerde toets wordt de vraag herhaald
    Gegeven de medewerker laat zich bellen
    Als de medewerker de telefoon opneemt
    Dan hoort de medewerker "Druk op het hekje om dat te bevestigen."
    Als de medewerker op de telefoon op "5" drukt
    Dan hoort de medewerker "Deze toets werkt hier niet."
    Als de medewerker op de telefoon op "#" drukt
    Dan is de medewerker bij "Stap 3: Blijf uw bestaande toepassingen gebruiken"
    En hoort de medewerker "Dank u, de verificatie is gelukt."

  Scenario: De medewerker meldt fraude
    Gegeven de medewerker laat zich bellen
    Als de medewerker de telefoon opneemt
    En de medewerker op de telefoon op "0#" drukt
    Dan ziet de medewerker "Verificatie is voor u geblokkeerd tot"
    En hoort de medewerker "Dank u voor uw melding."
    En kan de medewerker geen code meer aanvragen
