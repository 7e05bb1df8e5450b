# Fraîcheur des rôles d'une personne

roles-never = Vos rôles n’ont jamais été vérifiés. Les pages qui demandent un rôle restent fermées jusque-là.
roles-over = Vos rôles n’ont pas pu être vérifiés depuis le { $since }. Les pages qui demandent un rôle restent fermées jusque-là.
roles-late = Vos rôles ont été vérifiés pour la dernière fois le { $since } ({ $ago }). Le service qui les connaît ne répond pas ; ils restent valables en attendant.
