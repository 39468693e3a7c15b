# stapsgewijs init 121f8c23e67b: change what you like; init keeps a file that was changed
@guide:enable-by-text-message
Feature: Two-factor authentication

  Scenario: Turn it on with a text message
    Given a person who has signed in
    Then the person sees "Account Security"
    When the person follows the link "Enable Two-Factor Authentication"
    And the person clicks "Next"
    Then step 1 of the guide is followed
    When the person chooses "Text message"
    Then the screen looks like "choose-text-message.png"
    When the person clicks "Next"
    Then step 2 of the guide is followed
    When the person fills in "Phone Number"
    And the person clicks "Next"
    Then step 3 of the guide is followed
    When the person types the code from the text message in "Token"
    And the person clicks "Next"
    Then step 4 of the guide is followed
    And the person sees "Congratulations, you've successfully enabled two-factor authentication."
    When the person follows the link "Back to Account Security"
    Then step 5 of the guide is followed
