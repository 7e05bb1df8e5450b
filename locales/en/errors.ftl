# Ways a request can end badly

problem-bad-request-title = This request cannot be understood
problem-bad-request-sentence = A value is missing, unknown or malformed. Nothing was changed. Go back and correct it.
problem-signed-out-title = You are not signed in
problem-signed-out-sentence = Sign in, then send the request again.
problem-forbidden-title = You may not open this page
problem-forbidden-sentence = Your role does not open this area: { $area }. You are signed in as { $name }, { $role }.
problem-cross-site-title = This form came from another site
problem-cross-site-sentence = Nothing was changed. Open the page here and send the form again.
problem-not-found-title = There is no such page
problem-not-found-sentence = The address is wrong, the page has moved, or it belongs to units outside your perimeter.
problem-method-title = This address does not work that way
problem-method-sentence = Nothing was changed. Open the page from the navigation.
problem-conflict-title = This is not possible now
problem-conflict-sentence = Something has changed in the meantime. Reload the page to see the present state.
problem-too-large-title = This is too large
problem-too-large-sentence = Nothing was stored. Send a smaller file or fewer values.
problem-media-type-title = This kind of content is not accepted here
problem-media-type-sentence = Nothing was stored. Send the content in the form the page or the documentation asks for.
problem-too-many-title = Too many requests
problem-too-many-sentence = Wait a minute, then try again.
problem-internal-title = Something went wrong on our side
problem-internal-sentence = The page could not be made. Try again in a moment; if it happens again, send the reference below to the support.
problem-unavailable-title = The service does not answer at the moment
problem-unavailable-sentence = Your data is safe. Try again in a moment; if it lasts, send the reference below to the support.
problem-body-not-an-object = The body must be a JSON object.

problem-page = Page
problem-needed = Needed
problem-reference = Reference
problem-retry = Try again
problem-go-to = Go to { $page }
problem-go-home = Go to the start page
problem-someone-else = Sign in as someone else
problem-mistake = If you think this is a mistake, send the reference above to the support.
