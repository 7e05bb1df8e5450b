# The frame of every page

frame-skip = Aller au contenu
frame-printed = { $institution } · imprimé le { $moment } par { $person }
frame-menu = Menu
frame-navigation = Back-office
frame-language = Langue
frame-user-menu = menu du compte
frame-patterns = Motifs dans les graphiques
frame-sign-out = Se déconnecter

navigation-results = Résultats
navigation-data = Données
navigation-settings = Réglages
navigation-failures = { $count ->
    [one] échec ces dernières 24 heures
   *[other] échecs ces dernières 24 heures
}

language-unknown = Choisissez en ou fr comme langue.

nothing-title = Rien pour vous ici pour l’instant
nothing-sentence = Vous êtes connecté·e en tant que { $name }, { $role }. Aucune page du back-office n’est encore associée à ce rôle.

chip-remove = Retirer
notice-close = Fermer ce message
pager-label = Pages du tableau
pager-previous = Précédent
pager-next = Suivant
pager-page = Page { $page }
pager-position = Page { $page } / { $pages }
form-problem = Un problème est survenu
form-error-prefix = { "Erreur : " }

ago-today = aujourd’hui
ago-yesterday = hier
ago-days = il y a { $count } jours
ago-weeks = il y a { $count } semaines
ago-months = il y a { $count } mois
ago-years = il y a { $count } ans
frame-account = Votre compte
