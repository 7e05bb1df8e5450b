# Who has an account and which roles

navigation-users = User management
users-title = User management
users-document-title = { $count ->
    [one] Users: { $count } person
   *[other] Users: { $count } people
}
users-lead = Who has an account here, with which roles and on which units. Roles are given where the university keeps them, not on this page.
users-export = Take out as CSV
users-roles-page = Where roles are given
users-roles-explained = Roles and permissions

role-admin-text = Every page of the back office, for the whole university, data management and pipelines included.
role-manager-text = The daily back office of one faculty: reporting of its units, their people, documentation and UI texts.
role-principal-text = Head of a unit: all its modules, its own files, and the validation of its results.
role-standard-text = Member of a unit: own trips and own use of clouds and AI.

users-person = Person
users-role = Role
users-roles = Roles
users-units = Member of
users-unit = Unit
users-provider = Comes from
users-last-sign-in = Last sign-in
users-roles-checked = Roles checked
users-search = Search
users-search-placeholder = Name, e-mail or number
users-unit-placeholder = Code or name
users-never-signed-in = Never signed in
users-all = All
users-never = Never
users-caption = People, { $count } in all
users-count = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
users-shown = People { $from }–{ $to } of { $total }
users-nobody = Nobody has an account yet
users-nobody-next = People appear here when they sign in, or when the units are synchronised.
users-empty = Nobody matches these filters
users-demo = Demo account
users-disabled = Disabled
users-unknown-unit = no such unit
users-account = Account
users-email = E-mail
users-number = Person number
users-no-role = No role
users-no-unit = No unit

users-provider-accred = ACCRED
users-provider-default = University account
users-provider-test = Demo
users-origin-accred = from ACCRED
users-origin-directory = from the directory file
users-origin-claim = from the last sign-in
users-origin-demo = invented

users-sessions = Where signed in
users-check = Check roles now
users-check-failed = The last attempt failed
users-check-unchanged = The roles of { $name } are as they were.
users-check-changed = The roles of { $name } have changed.
users-check-vanished = The directory does not know { $name } any more. The account is disabled and holds no role.
users-check-unavailable = The service that knows roles does not answer. { $name } keeps the last known ones for now.
users-check-just-asked = The roles of { $name } were asked for less than a minute ago. Try again in a minute.
users-check-not-asked = Nobody can be asked for the roles of { $name }: they are read at sign-in only.
users-check-busy = The roles of several people are being asked for. Those of { $name } were not: try again in a moment.
users-check-slow = The roles of { $name } are being asked for. The answer will stand on this page once it is there.
