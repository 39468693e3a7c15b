# language: nl
@document:multi-factor-authentication-end-user-troubleshoot @versie:2019-08
Functionaliteit: Een nieuwe telefoon, volgens de tekst van 2019
  De stappen wijzen naar andere procedures; een ervan leidt naar een winkel, die niet wordt nagebootst.

  @gids:i-got-a-new-mobile-device-how-do-i-add-it
  Scenario: Een medewerker neemt een nieuwe telefoon en volgt de keten
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft de authenticator-app
    En de medewerker heeft ook een mobiele telefoon
    En de medewerker is met de tweede stap op "/settings"

    Als de stap de medewerker naar "multi-factor-authentication-end-user-first-time" verwijst
    Dan is stap 1 van de gids gevolgd

    Als de stap de medewerker naar "delete-your-account-or-device-from-the-microsoft-authenticator-app" verwijst
    En de medewerker op de pagina "Extra beveiligingsverificatie" is
    En de medewerker op "Verwijderen" klikt
    Dan heeft de medewerker 0 apps bij de dienst
    Gegeven de medewerker neemt een andere telefoon met het nummer "06 87654321"
    Als de medewerker op "Authenticator-app instellen" klikt
    En de medewerker de QR-code scant
    En de medewerker op "Volgende" klikt
    En de medewerker het verzoek in de app goedkeurt
    En de medewerker op de pagina "Extra beveiligingsverificatie" is
    Dan is stap 2 van de gids gevolgd
    En is stap 3 van de gids niet nagebootst: "the store of the phone, from which the app is installed"

    Als de stap de medewerker naar "turn-on-two-factor-verification-prompts-on-a-trusted-device" verwijst
    En de medewerker op "Meervoudige verificatie herstellen op eerder vertrouwde apparaten" klikt
    Dan is stap 4 van de gids gevolgd
    En is het doel van de gids bereikt: "heeft de medewerker 1 app bij de dienst"
