# language: nl
@document:multi-factor-authentication-end-user-troubleshoot @versie:2020-08
Functionaliteit: Een nieuwe telefoon, volgens de tekst van 2020
  De stappen wijzen naar andere procedures: de ene keten van begin tot eind.

  @gids:i-have-a-new-mobile-device-and-i-want-to-add-it
  Scenario: Een medewerker zet een nieuwe telefoon in de plaats van de oude
    Gegeven een medewerker met het mobiele nummer "06 12345678"
    En de medewerker heeft de authenticator-app
    En de medewerker heeft ook een mobiele telefoon
    En de medewerker is met de tweede stap op "/settings"

    Als de stap de medewerker naar "multi-factor-authentication-end-user-first-time" verwijst
    Dan is stap 1 van de gids gevolgd

    Als de stap de medewerker naar "multi-factor-authentication-end-user-manage-settings" verwijst
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
    En is het doel van de gids bereikt: "heeft de medewerker 1 app bij de dienst"
