# Signing in, roles, rights

sign-in-title = Sign in
sign-in-claim = The carbon footprint of our university, unit by unit.
sign-in-purpose = Enter the year’s data, see where emissions come from, and follow the way to the 2040 goal.
sign-in-lead = You come back to the page you asked for.
sign-in-not-configured = No way to sign in is set up on this installation yet. The person who runs it has to connect it to the university’s accounts.
sign-in-unknown-persona = This demo account does not exist. Choose one of the four below.
sign-in-no-demo = The demo institution has not been created on this installation, so its accounts do not exist. Create it with “calco2 seed demo”, then sign in again.

demo-title = Demo accounts
demo-badge = Only on this machine
demo-lead = This installation holds invented data. Choose whom to be.

persona-superadmin = Super administrator
persona-superadmin-sees = Every back-office page
persona-manager = Back-office manager
persona-manager-sees = Reporting of one faculty, users, documentation
persona-principal = Principal user
persona-principal-sees = All modules and results of one unit
persona-member = Unit member
persona-member-sees = Own travel and cloud and AI entries

role-admin = back-office administrator
role-manager = back-office manager
role-principal = principal user
role-standard = unit member
role-none = without a role
role-of-place = { $role }, { $place }

right-view = View: { $area }
right-edit = Change: { $area }
right-export = Export: { $area }
right-sync = Bring in files: { $area }

area-backoffice-reporting = reporting
area-backoffice-users = user management
area-backoffice-documentation = documentation
area-backoffice-ui-texts = UI texts
area-backoffice-configuration = data management
area-backoffice-pipeline-operations = pipelines
area-backoffice-logs = logs
area-module-status = status of modules
area-modules-headcount = headcount
area-modules-professional-travel = professional travel
area-modules-buildings = buildings
area-modules-equipment = equipment
area-modules-purchase = purchases
area-modules-research-facilities = research facilities
area-modules-external-cloud-and-ai = external clouds and AI
area-modules-process-emissions = process emissions
area-modules = the modules of units

sign-in-university = Sign in with your university account
sign-in-again = Try again
sign-in-help = You sign in on the university’s own page; calco2 never sees your password.
sign-in-session-over = Your session is over. Sign in again; what you had saved is kept.
sign-in-expired = This sign-in was begun too long ago, in another browser, or was finished already. Begin again. Reference: { $reference }
sign-in-cancelled = The university’s sign-in page did not let you through. Try again, or ask your IT support. Reference: { $reference }
sign-in-untrusted = The answer of the university’s sign-in page could not be verified, so you were not signed in. Try again. Reference: { $reference }
sign-in-unusable = The university’s sign-in page cannot be reached or is not set up correctly. Try again in a few minutes; if it stays so, tell the person who runs calco2. Reference: { $reference }
sign-in-refused = Your university account is known, but it may not enter calco2. Ask the person who runs calco2. Reference: { $reference }
sign-in-roles-unavailable = Your roles could not be read just now, so you were not signed in. Try again in a few minutes. Reference: { $reference }

account-title = Your account
account-lead = Who you are here, and where you are signed in.
account-who = Person
account-name = Name
account-email = E-mail
account-number = Person number
account-roles = Roles
sessions-title-of = Sessions of { $name }
sessions-lead-of = Where this person is signed in. Ending a session signs the person out there at once.
sessions-title = { $count ->
    [one] Signed in at one place
   *[other] Signed in at { $count } places
}
sessions-none = This person is not signed in anywhere.
sessions-browser = Browser
sessions-address = Address
sessions-began = Signed in
sessions-seen = Last used
sessions-actions = Actions
sessions-this = This browser
sessions-end = Sign out
sessions-end-others = Sign out everywhere else
sessions-end-all = Sign out everywhere
sessions-ended = { $count ->
    [0] There was no such session any more.
    [one] One session was ended.
   *[other] { $count } sessions were ended.
}
browser-unknown = Unknown browser
