# language: nl
Functionaliteit: Grenzen aan raden, verzenden en aangemeld blijven
  Wie te vaak iets verkeerds invoert, wordt vergrendeld; wie te veel laat verzenden, moet wachten; wie niets doet of
  lang geleden begon, meldt zich opnieuw aan.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: Na te veel vergissingen achter elkaar is het account vergrendeld
    Gegeven de organisatie vergrendelt een account na 4 vergissingen
    En de organisatie staat 2 verkeerde codes toe
    En de medewerker heeft een code aangevraagd
    Als de medewerker 2 keer een verkeerde code invoert
    En de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    En de medewerker 2 keer een verkeerde code invoert
    En de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    Dan ziet de medewerker "Uw account is vergrendeld, omdat er te vaak achter elkaar iets verkeerds is ingevoerd. Vraag het uw beheerder."
    En heeft de telefoon van de medewerker 2 sms-berichten
    En staat bij de medewerker "account locked after too many wrong attempts" genoteerd
    Als de helpdesk het account van de medewerker ontgrendelt
    En de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    Dan heeft de telefoon van de medewerker 3 sms-berichten

  Scenario: Een vergrendeld account meldt niemand aan
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de organisatie vergrendelt een account na 1 vergissing
    En de medewerker heeft gebruikersnaam en wachtwoord ingevoerd
    Als de medewerker een verkeerde code typt
    En de medewerker op "Verifiëren" klikt
    Dan ziet de medewerker "Uw account is vergrendeld, omdat er te vaak achter elkaar iets verkeerds is ingevoerd. Vraag het uw beheerder."
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan ziet de medewerker "Uw account is vergrendeld, omdat er te vaak achter elkaar iets verkeerds is ingevoerd. Vraag het uw beheerder."
    Als de helpdesk het account van de medewerker ontgrendelt
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd

  Scenario: Een medewerker laat niet eindeloos codes verzenden, ook niet naar steeds een ander nummer
    Gegeven de organisatie verzendt 2 codes per 300 seconden voor één account
    En de medewerker heeft zich aangemeld
    Als de medewerker een code aanvraagt voor het nummer "06 11111111" in "Nederland"
    En de medewerker in de browser teruggaat
    En de medewerker een code aanvraagt voor het nummer "06 22222222" in "Nederland"
    En de medewerker in de browser teruggaat
    En de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    Dan ziet de medewerker "U hebt te veel codes aangevraagd. Wacht een paar minuten en probeer het opnieuw."
    En heeft de telefoon van de medewerker 0 sms-berichten

  Scenario: Een ander maakt het nummer van de medewerker niet onbruikbaar
    Gegeven de organisatie verzendt 1 codes per 300 seconden naar een nummer
    En een collega met het mobiele nummer "06 87654321" die zich heeft aangemeld
    Als de collega een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    En de medewerker zich aanmeldt
    En de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    Dan heeft de telefoon van de medewerker 2 sms-berichten

  Scenario: Wie een half uur niets doet, meldt zich opnieuw aan
    Gegeven de medewerker heeft zich aangemeld
    Als er 1801 seconden verstrijken
    En de medewerker de pagina opnieuw laadt
    Dan ziet de medewerker "Uw sessie is beëindigd. Meld u opnieuw aan."

  Scenario: De organisatie bepaalt hoe lang iemand aangemeld blijft
    Gegeven een sessie duurt 3600 seconden, en 1200 zonder dat er iets gebeurt
    En de medewerker heeft zich aangemeld
    Als er 1190 seconden verstrijken
    En de medewerker de pagina opnieuw laadt
    En er 1190 seconden verstrijken
    En de medewerker de pagina opnieuw laadt
    Dan is de medewerker bij "Stap 1: Hoe moeten we contact met u opnemen?"
    Als er 1190 seconden verstrijken
    En de medewerker de pagina opnieuw laadt
    Dan is de medewerker bij "Stap 1: Hoe moeten we contact met u opnemen?"
    Als er 40 seconden verstrijken
    En de medewerker de pagina opnieuw laadt
    Dan ziet de medewerker "Uw sessie is beëindigd. Meld u opnieuw aan."

  Scenario: Wie wachtwoorden raadt, moet wachten
    Als de medewerker 6 keer een verkeerd wachtwoord invoert
    Dan ziet de medewerker "Er is te vaak een verkeerd wachtwoord ingevoerd. Wacht een tijdje en probeer het opnieuw."
    Als de medewerker gebruikersnaam en wachtwoord invoert
    Dan ziet de medewerker "Er is te vaak een verkeerd wachtwoord ingevoerd. Wacht een tijdje en probeer het opnieuw."
    Als er 31 seconden verstrijken
    En de medewerker gebruikersnaam en wachtwoord invoert
    Dan is de medewerker op de pagina "Meer informatie vereist"

  Scenario: Wie wachtwoorden raadt, sluit de medewerker niet buiten
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker heeft gebruikersnaam en wachtwoord ingevoerd
    Als de medewerker browser 2 gebruikt
    En de medewerker 6 keer een verkeerd wachtwoord invoert
    Dan ziet de medewerker "Er is te vaak een verkeerd wachtwoord ingevoerd. Wacht een tijdje en probeer het opnieuw."
    Als de medewerker browser 1 gebruikt
    Dan wordt de medewerker na het wachtwoord om een sms-code gevraagd

  Scenario: De helpdesk meldt de medewerker overal af
    Gegeven een collega met het mobiele nummer "06 87654321" die zich heeft aangemeld
    En de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Als de helpdesk de medewerker overal afmeldt
    En de medewerker de pagina opnieuw laadt
    Dan ziet de medewerker "Accounts in deze simulator"
    Als de collega de pagina opnieuw laadt
    Dan is de collega bij "Stap 1: Hoe moeten we contact met u opnemen?"

  Scenario: Wie door de helpdesk geen methoden meer heeft, is overal afgemeld
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker is met de tweede stap op "/settings"
    Als de helpdesk de methoden van de medewerker wist
    En de medewerker de pagina opnieuw laadt
    Dan ziet de medewerker "Accounts in deze simulator"
