# language: nl
Functionaliteit: App-wachtwoorden in oude programma's
  Een oud programma kent geen tweede stap: het komt alleen binnen met een app-wachtwoord dat nog geldt.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En een collega met het mobiele nummer "06 87654321"
    En de medewerker heeft verificatie per sms ingesteld

  Scenario: Het eigen wachtwoord wordt geweigerd
    Als de medewerker in het oude mailprogramma het eigen wachtwoord invoert
    Dan ziet de medewerker "De server vraagt om een tweede stap"
    En staat bij de medewerker "second factor required, password refused" genoteerd

  Scenario: Het app-wachtwoord van een collega wordt geweigerd
    Gegeven de collega heeft verificatie per sms ingesteld
    En de collega heeft een app-wachtwoord voor "Outlook 2010"
    Als de medewerker in het oude mailprogramma het app-wachtwoord van de collega plakt
    Dan ziet de medewerker "De server weigert deze gebruikersnaam of dit wachtwoord."

  Scenario: Het programma onthoudt het app-wachtwoord totdat het wordt verwijderd
    Gegeven de medewerker heeft een app-wachtwoord voor "Outlook 2010"
    Als de medewerker in het oude mailprogramma het app-wachtwoord plakt
    Dan laat het oude mailprogramma de medewerker binnen
    En staat bij de medewerker "skipped due to app password" genoteerd
    Als de medewerker "/mail-program" opent
    Dan laat het oude mailprogramma de medewerker binnen
    Als de helpdesk de app-wachtwoorden van de medewerker verwijdert
    En de medewerker "/mail-program" opent
    Dan ziet de medewerker "De server accepteert het wachtwoord niet meer dat het programma heeft onthouden."

  Scenario: Een app-wachtwoord wordt één keer getoond
    Gegeven de medewerker is met de tweede stap op "/app-passwords"
    Als de medewerker op "Maken" klikt
    En de medewerker "Outlook 2010" typt in "Naam"
    En de medewerker op "Volgende" klikt
    Dan is de medewerker op de pagina "Uw app-wachtwoord"
    Als de medewerker de pagina opnieuw laadt
    Dan ziet de medewerker "Uw app-wachtwoord is al één keer getoond en kan niet nog eens worden getoond."

  Scenario: Zonder naam wordt er geen gemaakt
    Gegeven de medewerker is met de tweede stap op "/app-passwords"
    Als de medewerker op "Maken" klikt
    En de medewerker op "Volgende" klikt
    Dan ziet de medewerker "Voer een naam in."
    En heeft de medewerker 0 app-wachtwoorden

  Scenario: Wie er genoeg heeft, moet er eerst een verwijderen
    Gegeven de organisatie staat 2 app-wachtwoorden toe
    En de medewerker heeft 2 app-wachtwoorden
    En de medewerker is met de tweede stap op "/app-passwords"
    Als de medewerker op "Maken" klikt
    Dan ziet de medewerker "U hebt 2 app-wachtwoorden, en dat is het maximale aantal."

  Scenario: Toch niet verwijderen
    Gegeven de medewerker heeft een app-wachtwoord voor "Outlook 2010"
    En de medewerker is met de tweede stap op "/app-passwords"
    Als de medewerker op "Verwijderen" klikt
    En de medewerker op "Nee" klikt
    Dan heeft de medewerker 1 app-wachtwoord

  Scenario: De organisatie gebruikt geen app-wachtwoorden meer
    Gegeven de medewerker heeft een app-wachtwoord voor "Outlook 2010"
    Als de organisatie "App-wachtwoorden" niet meer toestaat
    En de medewerker is met de tweede stap op "/settings"
    Dan ziet de medewerker de koppeling "App-wachtwoorden" niet
    Als de medewerker in het oude mailprogramma het app-wachtwoord plakt
    Dan laat het oude mailprogramma de medewerker binnen
