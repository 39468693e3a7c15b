# language: nl
Functionaliteit: Een persoon stuurt een sms-bericht naar een systeem, of belt het
  Een systeem met een eigen nummer hoort via de provider wat er naar dat nummer wordt gestuurd en gezegd.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Een antwoord komt aan, en na STOP niets meer
    Gegeven een systeem beantwoordt sms-berichten naar "+15005550006" met "Uw afspraak staat genoteerd."
    Als de medewerker een sms-bericht "AFSPRAAK" naar "+15005550006" stuurt
    Dan leest de medewerker "Uw afspraak staat genoteerd." in het sms-bericht
    Als de medewerker op het sms-bericht "STOP" antwoordt
    Dan leest de medewerker "You get no more messages" in het sms-bericht
    En heeft de telefoon van de medewerker 2 sms-berichten

  Scenario: Wat aan de telefoon wordt gezegd, komt als tekst aan
    Gegeven een systeem vraagt wie "+15005550006" belt "Waarvoor belt u?" en antwoordt "U zei:" met wat er gezegd is
    Als de medewerker "+15005550006" belt
    Dan hoort de medewerker "Waarvoor belt u?"
    Als de medewerker aan de telefoon "een nieuwe code" zegt
    Dan hoort de medewerker "U zei: een nieuwe code"
