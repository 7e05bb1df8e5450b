year-out-of-range = Indiquez une année de 2000 à 2100.
year-exists = L’année { $year } existe déjà.
year-incomplete = { $count ->
    [one] L’année { $year } ne peut pas être ouverte : il manque { $count } élément.
   *[other] L’année { $year } ne peut pas être ouverte : il manque { $count } éléments.
}
year-lacks = { $name } : { $reason }
reason-missing-factor = pas de facteurs d’émission
reason-missing-common-factor = pas de facteurs d’émission communs
reason-missing-reference = pas de liste de référence
reason-factor-failed = le dernier fichier de facteurs a échoué
reason-reference-failed = le dernier fichier de référence a échoué
reason-upload-running = un envoi est en cours
