CREATE TYPE yesno_values AS ENUM ('yes','no');
CREATE TYPE auth_types AS ENUM ('md5','userpass');
CREATE TYPE protocols AS ENUM ('udp','tcp','tls','ws','wss');
CREATE TABLE ps_outbound_publishes (id varchar(40) NOT NULL UNIQUE, expiration int, outbound_auth varchar(40), outbound_proxy varchar(256), server_uri varchar(256), from_uri varchar(256), to_uri varchar(256), event varchar(40), max_auth_attempts int, transport varchar(40), multi_user yesno_values, "@body" varchar(40), "@context" varchar(256), "@exten" varchar(256));
CREATE TABLE ps_auths (id varchar(40) NOT NULL UNIQUE, auth_type auth_types, nonce_lifetime int, md5_cred varchar(40), password varchar(80), realm varchar(40), username varchar(40));
CREATE TABLE ps_transports (id varchar(40) NOT NULL UNIQUE, async_operations int, bind varchar(40), protocol protocols, verify_server yesno_values, tos varchar(10), cos int);
CREATE TABLE ps_globals (id varchar(40) NOT NULL UNIQUE, max_forwards int, user_agent varchar(40), debug varchar(40));
CREATE TABLE ps_systems (id varchar(40) NOT NULL UNIQUE, timer_t1 int, timer_b int, compact_headers yesno_values);
