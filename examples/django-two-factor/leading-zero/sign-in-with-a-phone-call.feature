@guide:sign-in-with-a-phone-call
Feature: Sign in with a phone call

  Scenario: Signing in with your phone
    Given there is a person
    When the person opens "/"
    And the person fills in "Username"
    And the person fills in "Password"
    And the person clicks "Next"
    Then step 1 of the guide is followed
    When the person answers the phone
    And the person presses "1" on the phone
    Then step 2 of the guide is followed
    When the person types the code from the call in "Token"
    And the person clicks "Next"
    Then step 3 of the guide is followed
    And the person sees "Account Security"
    And step 4 of the guide is followed
