# The frame of every page

frame-skip = Skip to content
frame-printed = { $institution } · printed { $moment } by { $person }
frame-menu = Menu
frame-navigation = Back office
frame-language = Language
frame-user-menu = account menu
frame-patterns = Patterns in charts
frame-sign-out = Sign out

navigation-results = Results
navigation-data = Data
navigation-settings = Settings
navigation-failures = { $count ->
    [one] failure in the last 24 hours
   *[other] failures in the last 24 hours
}

language-unknown = Choose en or fr as language.

nothing-title = Nothing for you here yet
nothing-sentence = You are signed in as { $name }, { $role }. No page of the back office belongs to this role yet.

chip-remove = Remove
notice-close = Close this message
pager-label = Pages of the table
pager-previous = Previous
pager-next = Next
pager-page = Page { $page }
pager-position = Page { $page } / { $pages }
form-problem = There is a problem
form-error-prefix = { "Error: " }

ago-today = today
ago-yesterday = yesterday
ago-days = { $count } days ago
ago-weeks = { $count } weeks ago
ago-months = { $count } months ago
ago-years = { $count } years ago
frame-account = Your account
