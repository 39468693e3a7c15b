# language: nl
Functionaliteit: Aanvragen in de app bij het aanmelden
  Een aanvraag wordt goedgekeurd door wie de telefoon heeft, op tijd en één keer. Wat er ook misgaat: wie niets goedkeurt,
  laat niemand binnen.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En een collega met het mobiele nummer "06 87654321"
    En de medewerker heeft de authenticator-app

  Scenario: Een aanvraag wordt geweigerd
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app weigert
    Dan ziet de medewerker "De aanvraag is in de app geweigerd."
    En staat bij de medewerker "user declined the authentication" genoteerd

  Scenario: Niemand beantwoordt de aanvraag
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de app van de medewerker een verzoek krijgt
    En er 61 seconden verstrijken
    Dan ziet de medewerker "We hebben niets van u gehoord"
    En ziet de medewerker "De aanvraag is niet op tijd beantwoord."
    En wachten er in de app van de medewerker 0 verzoeken
    En staat bij de medewerker "user didn't respond to mobile app notification" genoteerd

  Scenario: Een aanvraag gaat verloren en een tweede komt aan
    Gegeven het volgende verzoek aan de medewerker gaat verloren
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En er 61 seconden verstrijken
    Dan ziet de medewerker "De aanvraag is niet op tijd beantwoord."
    Als de medewerker op "Nieuwe aanvraag verzenden" klikt
    En de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld

  Scenario: Een aanvraag komt laat, maar op tijd
    Gegeven het volgende verzoek aan de medewerker komt 40 seconden later aan
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan wachten er in de app van de medewerker 0 verzoeken
    Als er 41 seconden verstrijken
    En de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld

  Scenario: Een aanvraag komt dubbel aan en telt één keer
    Gegeven het volgende verzoek aan de medewerker komt dubbel aan
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En er 2 seconden verstrijken
    Dan wachten er in de app van de medewerker 2 verzoeken
    Als de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld
    En wachten er in de app van de medewerker 0 verzoeken

  Scenario: Niemand wordt met aanvragen bestookt
    Wie het wachtwoord kent, kan niet eindeloos aanvragen laten verzenden, ook niet door steeds opnieuw te beginnen
    (OWASP ASVS 5 6.6.4).

    Gegeven de organisatie verzendt 2 aanvragen per 300 seconden naar de apps van iemand
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app weigert
    En de medewerker op "Nieuwe aanvraag verzenden" klikt
    En de medewerker het verzoek in de app weigert
    En de medewerker op "Nieuwe aanvraag verzenden" klikt
    Dan ziet de medewerker "Uw app heeft te veel aanvragen ontvangen."
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan ziet de medewerker "Uw app heeft te veel aanvragen ontvangen."
    En wachten er in de app van de medewerker 0 verzoeken
    Als er 301 seconden verstrijken
    En de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld

  Scenario: Wie het getal op de pagina niet ziet, kan niets goedkeuren
    Met één druk op een knop kan niemand uit vermoeidheid een vreemde binnenlaten.

    Gegeven de organisatie laat in de app een getal overnemen
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app goedkeurt met een ander getal dan op de pagina
    Dan ziet de medewerker "We konden niet vaststellen dat u het bent"
    En staat bij de medewerker "user entered incorrect number" genoteerd

  Scenario: Het getal op de pagina wordt in de app overgenomen
    Gegeven de organisatie laat in de app een getal overnemen
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app goedkeurt met het getal op de pagina
    Dan is de medewerker aangemeld

  Scenario: De app vraagt om een pincode
    Gegeven de organisatie vraagt in de app om een pincode
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de app van de medewerker een verzoek krijgt
    En de medewerker in de app op "Goedkeuren" drukt
    En de medewerker in de app "0000" typt in "Pincode"
    En de medewerker in de app op "Goedkeuren" drukt
    En de medewerker in de app "1234" typt in "Pincode"
    En de medewerker in de app op "Goedkeuren" drukt
    Dan is de medewerker aangemeld
    En staat bij de medewerker "user entered incorrect PIN" genoteerd

  Scenario: Iemand anders probeert zich aan te melden en dat wordt gemeld
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app weigert en als fraude meldt
    Dan ziet de medewerker "Verificatie is voor u geblokkeerd tot"
    En staat bij de medewerker "fraud reported" genoteerd

  Scenario: Twee telefoons krijgen de aanvraag en het eerste antwoord telt
    Gegeven de medewerker heeft ook de authenticator-app op de telefoon "06 87654321"
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld
    Gegeven de medewerker neemt een andere telefoon met het nummer "06 87654321"
    Dan wachten er in de app van de medewerker 0 verzoeken

  Scenario: Twee medewerkers tegelijk keuren ieder hun eigen aanvraag goed
    Gegeven de collega heeft de authenticator-app
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de collega gebruikersnaam en wachtwoord invoert
    En de collega het verzoek in de app goedkeurt
    Dan is de collega aangemeld
    En wacht er in de app van de medewerker 1 verzoek
    Als de medewerker het verzoek in de app goedkeurt
    Dan is de medewerker aangemeld

  Scenario: Wie een andere methode kiest, trekt de aanvraag in
    Gegeven de medewerker heeft ook een mobiele telefoon
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de app van de medewerker een verzoek krijgt
    En de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    En de medewerker bij "Uw identiteit verifiëren" is
    Dan wachten er in de app van de medewerker 0 verzoeken
