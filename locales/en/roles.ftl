# How fresh a person's roles are

roles-never = Your roles have never been checked. Pages that need a role are closed until they are.
roles-over = Your roles could not be checked since { $since }. Pages that need a role are closed until they are.
roles-late = Your roles were last checked on { $since } ({ $ago }). The service that knows them does not answer; they hold meanwhile.
