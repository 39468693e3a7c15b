# language: nl
@document:multi-factor-authentication-end-user-troubleshoot
Functionaliteit: Hulp bij problemen met tweestapsverificatie
  Wie de telefoon niet bij zich heeft, meldt zich aan met een tweede methode. Wie een nieuwe telefoon heeft, stelt die in.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  @gids:to-sign-in-to-your-work-or-school-account-using-another-verification-method
  Scenario: Een medewerker zonder telefoon gebruikt de bureautelefoon
    Gegeven de medewerker heeft verificatie per sms ingesteld
    En de medewerker heeft ook de bureautelefoon "020 2490048"
    Als de medewerker gebruikersnaam en wachtwoord invoert
    En de medewerker op de pagina "Tweeledige verificatie" is
    Dan ziet het scherm eruit als "two-factor-auth-signin-another-way.png"
    Als de medewerker op de koppeling "Op een andere manier aanmelden" klikt
    Dan is stap 1 van de gids gevolgd

    Als de medewerker de optie "Bellen naar +XX XXXXXXX48" kiest
    En de medewerker op "Volgende" klikt
    Dan is stap 2 van de gids gevolgd
    Gegeven de telefoon van de medewerker heeft het nummer "020 2490048"
    Als de medewerker de tweede stap doet
    Dan is de medewerker aangemeld
