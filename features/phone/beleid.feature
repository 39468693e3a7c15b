# language: nl
Functionaliteit: Wat de organisatie toestaat
  Een methode die de beheerder niet toestaat, staat er wel, maar grijs; de pagina zegt erbij wat dat betekent.

  Achtergrond:
    Gegeven een medewerker met het mobiele nummer "06 12345678"

  Scenario: De verificatietelefoon is grijs
    Gegeven de organisatie staat "Mij een code per sms verzenden" niet toe
    En de organisatie staat "Mij bellen" niet toe
    En de medewerker heeft zich aangemeld
    Dan is in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Verificatietelefoon" grijs
    En ziet de medewerker de opmerking van de gids over grijze opties

  Scenario: Alleen bellen is toegestaan
    Gegeven de organisatie staat "Mij een code per sms verzenden" niet toe
    En de medewerker heeft zich aangemeld
    Dan is in "Methode" de optie "Mij een code per sms verzenden" grijs
    Als de medewerker in "Methode" de optie "Mij bellen" kiest
    En de medewerker het telefoonnummer "06 12345678" typt
    En de medewerker op "Volgende" klikt
    Dan is de medewerker bij "Stap 2: We bellen uw telefoon"

  Scenario: Wat intussen is verboden, wordt niet uitgevoerd
    Gegeven de medewerker heeft zich aangemeld
    Als de organisatie "Mij een code per sms verzenden" niet meer toestaat
    En de medewerker een code aanvraagt voor het nummer "06 12345678" in "Nederland"
    Dan ziet de medewerker "Uw organisatie staat deze methode niet toe. Kies een andere."
    En heeft de telefoon van de medewerker 0 sms-berichten

  Scenario: De mobiele app is grijs
    Gegeven de organisatie staat "Meldingen ontvangen voor verificatie" niet toe
    En de organisatie staat "Verificatiecode gebruiken" niet toe
    En de medewerker heeft zich aangemeld
    Dan is in "Stap 1: Hoe moeten we contact met u opnemen?" de optie "Mobiele app" grijs
