# language: nl
Functionaliteit: De QR-code en wat erbij misgaat
  De code op de pagina geldt tien minuten en één keer. Zonder camera kan hetzelfde met de hand.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft zich aangemeld
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Mobiele app" kiest
    En de medewerker in "Hoe wilt u de mobiele app gebruiken?" de optie "Verificatiecode gebruiken" kiest
    En de medewerker op "Instellen" klikt

  Scenario: Zonder gescande code gaat het niet verder
    Als de medewerker op "Volgende" klikt
    Dan is de medewerker op de pagina "Mobiele app configureren"
    En ziet de medewerker "De app heeft het account nog niet toegevoegd."

  Scenario: De QR-code is na tien minuten verlopen
    Als er 601 seconden verstrijken
    Dan weigert de app van de medewerker de QR-code
    Als de medewerker op "Volgende" klikt
    Dan ziet de medewerker "Deze code is verlopen. Laat een nieuwe tonen."

  Scenario: Een QR-code kan één keer worden gescand
    Als de medewerker de QR-code scant
    Dan weigert de app van de medewerker de QR-code

  Scenario: De camera mag niet en de code wordt met de hand ingevoerd
    Als de medewerker de app opent
    En de medewerker in de app het menu "Aanpassen en beheren" opent
    En de medewerker in de app "Account toevoegen" kiest
    En de medewerker in de app "Werk- of schoolaccount" kiest
    En de medewerker in de app op "Niet toestaan" drukt
    En de medewerker in de app de code en de URL van de pagina overneemt
    En de medewerker in de app op "Voltooien" drukt
    Dan ziet de medewerker in de app "Contoso"
    Als de medewerker op "Volgende" klikt
    Dan is de medewerker op de pagina "Extra beveiligingsverificatie"
    En ziet de medewerker "De mobiele app is geconfigureerd"

  Scenario: Een andere app dan die van de dienst krijgt codes en geen aanvragen
    Als de medewerker op de koppeling "App configureren zonder meldingen" klikt
    En de medewerker de QR-code scant
    En de medewerker op "Volgende" klikt
    En de medewerker op "Volgende" klikt
    En de medewerker de code uit de app typt
    En de medewerker op "Verifiëren" klikt
    Dan is de medewerker bij "Stap 3: Voor als u geen toegang meer hebt tot de mobiele app"

  Scenario: Wie annuleert, heeft niets ingesteld
    Als de medewerker op "Annuleren" klikt
    Dan heeft de medewerker 0 apps bij de dienst

  Scenario: De proef met de app mislukt
    Als de medewerker de QR-code scant
    En de medewerker op "Volgende" klikt
    En de medewerker op "Volgende" klikt
    En de medewerker een verkeerde code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Deze code klopt niet. Voer in wat de app nu toont"
    En heeft de medewerker 0 apps bij de dienst
