-- C1* what is granted was requested
select id from consents where not scopes <@ requested
