"""Identity: accounts, the sessions they hold, and the rules of signing in; the pages are in panel/sign_in and panel/account."""
