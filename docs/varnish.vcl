# Varnish before the site: keeps what the API and the sitemap answer until the site has it forget them by key.
#
# Needs vmod xkey (Debian: varnish-modules). Set the backend, and who may purge; and in the site EDGE_VARNISH to this
# Varnish's address, EDGE_MAX_AGE to how long an answer may stay, and EDGE_PURGE_TOKEN to what Varnish has in its
# environment under the same name. docs/edge.md tells more.
vcl 4.1;

import std;
import xkey;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 60s;
}

# Those that run the worker.
acl purgers {
    "localhost";
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers || !req.http.xkey-purge) {
            return (synth(403));
        }
        # Where a proxy before Varnish makes every client one of those, the token tells them apart.
        if (std.getenv("EDGE_PURGE_TOKEN") && req.http.Authorization != "Bearer " + std.getenv("EDGE_PURGE_TOKEN")) {
            return (synth(403));
        }
        set req.http.forgotten = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Forgotten: " + req.http.forgotten));
    }

    # Nobody but the site says what an answer is made of.
    unset req.http.xkey-purge;

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url !~ "^/(api/v2/|sitemap)") {
        return (pass);
    }
    # Drafts are opened by tokens, and are nobody else's.
    if (req.url ~ "[?&]token=" || req.http.Authorization) {
        return (pass);
    }
    # What is public is the same for all.
    unset req.http.Cookie;

    # One way to write each address.
    set req.http.Host = req.http.Host.lower();
    set req.url = std.querysort(req.url);
    set req.url = regsub(req.url, "[?&]+$", "");
    return (hash);
}

sub vcl_backend_response {
    # What has no keys could not be forgotten, so it is not kept: errors, redirects to files, whatever else there is.
    if (!beresp.http.xkey || beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "private|no-store") {
        set beresp.uncacheable = true;
        set beresp.ttl = 60s;
        return (deliver);
    }
    # `s-maxage` ends when the next page is published or expires by time; nothing is shown after that.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    # The limit of one reader is not another's.
    unset beresp.http.RateLimit;
    unset beresp.http.RateLimit-Policy;
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
