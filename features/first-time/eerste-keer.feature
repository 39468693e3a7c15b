# language: nl
@document:multi-factor-authentication-end-user-first-time
Functionaliteit: De eerste keer dat de organisatie om meer vraagt
  Zolang er niets is ingesteld, komt na het wachtwoord de vraag om meer informatie.

  @gids:to-access-the-additional-security-verification-page
  Scenario: Een medewerker gaat naar de pagina en bekijkt de methoden
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft gebruikersnaam en wachtwoord ingevoerd
    Dan ziet het scherm eruit als "multi-factor-authentication-initial-prompt.png"
    Als de medewerker op de pagina "Meer informatie vereist" is
    En de medewerker op "Volgende" klikt
    En de medewerker op de pagina "Extra beveiligingsverificatie" is
    Dan is stap 1 van de gids gevolgd

    Als de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Mobiele app" kiest
    En de medewerker in "Hoe wilt u de mobiele app gebruiken?" de optie "Meldingen ontvangen voor verificatie" kiest
    En de medewerker in "Hoe wilt u de mobiele app gebruiken?" de optie "Verificatiecode gebruiken" kiest
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Verificatietelefoon" kiest
    En de medewerker in "Methode" de optie "Mij bellen" kiest
    En de medewerker in "Methode" de optie "Mij een code per sms verzenden" kiest
    En de medewerker in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Bureautelefoon" kiest
    Dan is stap 2 van de gids gevolgd
