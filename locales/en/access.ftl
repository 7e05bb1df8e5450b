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
