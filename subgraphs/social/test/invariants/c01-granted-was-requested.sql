-- C1* what is granted was requested, and what is requested was declared and allowed at that time
select id from consents where not scopes <@ requested or not requested <@ askable
