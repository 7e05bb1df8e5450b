# Signing in, roles, rights

sign-in-title = Se connecter
sign-in-claim = L’empreinte carbone de notre université, unité par unité.
sign-in-purpose = Saisissez les données de l’année, voyez d’où viennent les émissions et suivez le chemin vers l’objectif 2040.
sign-in-lead = Vous revenez ensuite à la page demandée.
sign-in-not-configured = Aucun moyen de se connecter n’est encore configuré sur cette installation. La personne qui l’exploite doit la relier aux comptes de l’université.
sign-in-unknown-persona = Ce compte de démonstration n’existe pas. Choisissez l’un des quatre ci-dessous.
sign-in-no-demo = L’institution de démonstration n’a pas été créée sur cette installation : ses comptes n’existent pas. Créez-la avec « calco2 seed demo », puis reconnectez-vous.

demo-title = Comptes de démonstration
demo-badge = Sur cette machine uniquement
demo-lead = Cette installation contient des données inventées. Choisissez qui vous voulez être.

persona-superadmin = Super-administrateur·rice
persona-superadmin-sees = Toutes les pages du back-office
persona-manager = Gestionnaire du back-office
persona-manager-sees = Rapports d’une faculté, utilisateurs, documentation
persona-principal = Utilisateur·rice principal·e
persona-principal-sees = Tous les modules et résultats d’une unité
persona-member = Membre d’une unité
persona-member-sees = Ses propres voyages, clouds et IA

role-admin = administrateur·rice du back-office
role-manager = gestionnaire du back-office
role-principal = utilisateur·rice principal·e
role-standard = membre d’une unité
role-none = sans rôle
role-of-place = { $role }, { $place }

right-view = Consulter : { $area }
right-edit = Modifier : { $area }
right-export = Exporter : { $area }
right-sync = Importer des fichiers : { $area }

area-backoffice-reporting = rapports
area-backoffice-users = gestion des utilisateurs
area-backoffice-documentation = documentation
area-backoffice-ui-texts = textes de l’interface
area-backoffice-configuration = gestion des données
area-backoffice-pipeline-operations = pipelines
area-backoffice-logs = journaux
area-module-status = statut des modules
area-modules-headcount = effectifs
area-modules-professional-travel = voyages professionnels
area-modules-buildings = bâtiments
area-modules-equipment = équipements
area-modules-purchase = achats
area-modules-research-facilities = infrastructures de recherche
area-modules-external-cloud-and-ai = clouds externes et IA
area-modules-process-emissions = émissions de procédés
area-modules = les modules des unités

sign-in-university = Se connecter avec le compte de l’université
sign-in-again = Réessayer
sign-in-help = Vous vous identifiez sur la page de l’université ; calco2 ne voit jamais votre mot de passe.
sign-in-session-over = Votre session est terminée. Reconnectez-vous ; ce que vous aviez enregistré est conservé.
sign-in-expired = Cette connexion a été commencée il y a trop longtemps, dans un autre navigateur, ou est déjà terminée. Recommencez. Référence : { $reference }
sign-in-cancelled = La page de connexion de l’université ne vous a pas laissé passer. Réessayez, ou adressez-vous à votre support informatique. Référence : { $reference }
sign-in-untrusted = La réponse de la page de connexion de l’université n’a pas pu être vérifiée ; vous n’avez pas été connecté·e. Réessayez. Référence : { $reference }
sign-in-unusable = La page de connexion de l’université est injoignable ou mal configurée. Réessayez dans quelques minutes ; si cela persiste, prévenez la personne qui exploite calco2. Référence : { $reference }
sign-in-refused = Votre compte de l’université est connu, mais il n’a pas accès à calco2. Adressez-vous à la personne qui exploite calco2. Référence : { $reference }
sign-in-roles-unavailable = Vos rôles n’ont pas pu être lus à l’instant ; vous n’avez pas été connecté·e. Réessayez dans quelques minutes. Référence : { $reference }

account-title = Votre compte
account-lead = Qui vous êtes ici, et où vous êtes connecté·e.
account-who = Personne
account-name = Nom
account-email = E-mail
account-number = Numéro de personne
account-roles = Rôles
sessions-title-of = Sessions de { $name }
sessions-lead-of = Où cette personne est connectée. Terminer une session l’y déconnecte aussitôt.
sessions-title = { $count ->
    [one] Connexion à { $count } endroit
   *[other] Connexion à { $count } endroits
}
sessions-none = Cette personne n’est connectée nulle part.
sessions-browser = Navigateur
sessions-address = Adresse
sessions-began = Connexion
sessions-seen = Dernière utilisation
sessions-actions = Actions
sessions-this = Ce navigateur
sessions-end = Déconnecter
sessions-end-others = Déconnecter partout ailleurs
sessions-end-all = Déconnecter partout
sessions-ended = { $count ->
    [0] Cette session n’existait déjà plus.
    [one] Une session a été terminée.
   *[other] { $count } sessions ont été terminées.
}
browser-unknown = Navigateur inconnu
