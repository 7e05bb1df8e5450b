# Ways a request can end badly

problem-bad-request-title = Cette demande ne peut pas être comprise
problem-bad-request-sentence = Une valeur est manquante, inconnue ou mal formée. Rien n’a été modifié. Revenez en arrière et corrigez-la.
problem-signed-out-title = Vous n’êtes pas connecté·e
problem-signed-out-sentence = Connectez-vous, puis renvoyez la demande.
problem-forbidden-title = Vous ne pouvez pas ouvrir cette page
problem-forbidden-sentence = Votre rôle n’ouvre pas ce domaine : { $area }. Vous êtes connecté·e en tant que { $name }, { $role }.
problem-cross-site-title = Ce formulaire vient d’un autre site
problem-cross-site-sentence = Rien n’a été modifié. Ouvrez la page ici et renvoyez le formulaire.
problem-not-found-title = Cette page n’existe pas
problem-not-found-sentence = L’adresse est fausse, la page a été déplacée, ou elle concerne des unités hors de votre périmètre.
problem-method-title = Cette adresse ne s’utilise pas ainsi
problem-method-sentence = Rien n’a été modifié. Ouvrez la page depuis la navigation.
problem-conflict-title = Ce n’est pas possible maintenant
problem-conflict-sentence = Quelque chose a changé entre-temps. Rechargez la page pour voir l’état actuel.
problem-too-large-title = C’est trop volumineux
problem-too-large-sentence = Rien n’a été enregistré. Envoyez un fichier plus petit ou moins de valeurs.
problem-media-type-title = Ce type de contenu n’est pas accepté ici
problem-media-type-sentence = Rien n’a été enregistré. Envoyez le contenu sous la forme demandée par la page ou la documentation.
problem-too-many-title = Trop de demandes
problem-too-many-sentence = Attendez une minute, puis réessayez.
problem-internal-title = Une erreur s’est produite de notre côté
problem-internal-sentence = La page n’a pas pu être préparée. Réessayez dans un instant ; si cela se reproduit, envoyez la référence ci-dessous à l’assistance.
problem-unavailable-title = Le service ne répond pas pour le moment
problem-unavailable-sentence = Vos données sont en sécurité. Réessayez dans un instant ; si cela dure, envoyez la référence ci-dessous à l’assistance.
problem-body-not-an-object = Le corps doit être un objet JSON.

problem-page = Page
problem-needed = Droit requis
problem-reference = Référence
problem-retry = Réessayer
problem-go-to = Aller à { $page }
problem-go-home = Aller à la page d’accueil
problem-someone-else = Se connecter avec un autre compte
problem-mistake = Si vous pensez qu’il s’agit d’une erreur, envoyez la référence ci-dessus à l’assistance.
