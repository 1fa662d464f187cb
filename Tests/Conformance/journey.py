"""What a client asks a store for: every operation that the simulator has, and what it refuses."""

import base64
import hashlib
import urllib.parse

from store import CLIENT_ID, CLIENT_SECRET

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ACCOUNT_TOKEN = "EP-Account-Management-Authentication-Token"
CUSTOMER_TOKEN = "X-Moltin-Customer-Token"
ADDRESS = {
    "first_name": "Goods", "last_name": "Inward", "line_1": "1 Mill Way", "city": "Leeds",
    "region": "ENG", "postcode": "LS1 4AP", "country": "GB",
}


class Journey:
    def __init__(self, store):
        self.store = store
        member = store.control("members")["members"][0]
        self.member, self.credential = member, member["credentials"][0]
        self.implicit = self.bearer({"grant_type": "implicit", "client_id": CLIENT_ID})
        self.whole = self.bearer({
            "grant_type": "client_credentials", "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        })

    def bearer(self, form):
        answer = self.store.send("POST", "/oauth/access_token", form=form)
        return {"Authorization": "Bearer " + answer.json["access_token"]}

    def get(self, path, headers, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return self.store.send("GET", path, headers=headers)

    def go(self):
        self.access_tokens()
        self.realms()
        self.sign_in()
        self.accounts()
        self.members()
        self.impersonation()
        self.catalog()
        self.carts_and_orders()
        self.addresses()
        self.customer()
        self.open_id()

    def access_tokens(self):
        for form in [{}, {"grant_type": "implicit"}, {"grant_type": "implicit", "client_id": "no"}]:
            self.store.send("POST", "/oauth/access_token", form=form)

    def realms(self):
        self.get("/v2/settings/account-authentication", {})
        settings = self.get("/v2/settings/account-authentication", self.implicit).json["data"]
        self.openid_client = settings["meta"]["client_id"]
        self.realm = settings["relationships"]["authentication_realm"]["data"]["id"]
        self.realm_path = f"/v2/authentication-realms/{self.realm}"
        for realm in self.get("/v2/authentication-realms", self.implicit).rows:
            path = "/v2/authentication-realms/" + realm["id"]
            self.get(path, self.implicit)
            for kind in ["password-profiles", "oidc-profiles"]:
                for profile in self.get(f"{path}/{kind}", self.implicit).rows:
                    self.get(f"{path}/{kind}/{profile['id']}", self.implicit)
                self.get(f"{path}/{kind}/{UNKNOWN}", self.implicit)
        self.get(f"/v2/authentication-realms/{UNKNOWN}", self.implicit)
        self.get(f"{self.realm_path}/password-profiles", self.implicit, **{"page[limit]": 0})
        profile = self.credential["password_profile_id"]
        for kind in ["one_time_password_token_request", "another"]:
            self.store.send(
                "POST", f"{self.realm_path}/password-profiles/{profile}/one-time-password-token-request",
                {"type": kind, "username": self.credential["username"],
                 "purpose": "passwordless_authentication"}, headers=self.implicit)

    def mint(self, headers=None, **data):
        return self.store.send(
            "POST", "/v2/account-members/tokens",
            {"type": "account_management_authentication_token", **data},
            headers={**self.implicit, **(headers or {})})

    def sign_in(self):
        answer = self.mint(
            authentication_mechanism="password", password_profile_id=self.credential["password_profile_id"],
            username=self.credential["username"], password=self.credential["password"])
        self.rows = answer.rows
        self.acting = {**self.implicit, ACCOUNT_TOKEN: self.rows[0]["token"]}
        self.account = self.rows[0]["account_id"]
        switch = "account_management_authentication_token"
        self.mint({ACCOUNT_TOKEN: self.rows[1]["token"]}, authentication_mechanism=switch)
        self.mint({ACCOUNT_TOKEN: "rubbish"}, authentication_mechanism=switch)
        self.mint(authentication_mechanism=switch)
        code = self.store.control("codes")["codes"][-1]
        self.mint(
            authentication_mechanism="passwordless", username=code["username"],
            password_profile_id=code["password_profile_id"], one_time_password_token=code["code"])
        self.mint(
            authentication_mechanism="self_signup", username="new@buyers.example", password="a-password",
            password_profile_id=self.credential["password_profile_id"], name="New Buyer",
            email="new@buyers.example", given_name=None)
        self.mint(authentication_mechanism="password")
        self.store.send("POST", "/v2/account-members/tokens", {"type": "x"}, content_type="text/plain",
                        headers=self.implicit)

    def accounts(self):
        for headers in [self.acting, self.whole, self.implicit, {}]:
            self.get("/v2/accounts", headers)
        self.get("/v2/accounts", self.whole, **{"page[limit]": 5, "page[offset]": 5, "sort": "-name"})
        for bad in [{"filter": "eq(colour,red)"}, {"filter": "nonsense"}, {"sort": "colour"},
                    {"page[offset]": 10001}]:
            self.get("/v2/accounts", self.whole, **bad)
        for row in self.rows[:4]:
            self.get("/v2/accounts/" + row["account_id"], self.whole)
        name = self.rows[0]["account_name"]
        for good in [f'eq(name,"{name}")', "like(name,*Acme*)", f"in(id,{self.account})"]:
            assert len(self.get("/v2/accounts", self.whole, filter=good).rows) >= 1, good
        for suffix in ["", "/relationships/account-tags", "/account-memberships"]:
            self.get(f"/v2/accounts/{self.account}{suffix}", self.acting)
            self.get(f"/v2/accounts/{UNKNOWN}{suffix}", self.acting)
        memberships = f"/v2/accounts/{self.account}/account-memberships"
        membership = self.get(memberships, self.acting, include="account_member").rows[0]
        self.get(f"{memberships}/{membership['id']}", self.acting)
        self.get(f"{memberships}/{UNKNOWN}", self.acting)
        self.get(f"{memberships}/unassigned-account-members", self.whole)
        for tag in self.get("/v2/account-tags", self.whole, sort="-id").rows:
            self.get("/v2/account-tags/" + tag["id"], self.whole)
        self.get("/v2/account-tags/" + UNKNOWN, self.whole)

    def members(self):
        for headers in [self.acting, self.whole]:
            for member in self.get("/v2/account-members", headers).rows[:3]:
                self.get("/v2/account-members/" + member["id"], headers)
                self.get(f"/v2/account-members/{member['id']}/account-memberships", headers,
                         include="account")
        self.get("/v2/account-members/" + UNKNOWN, self.whole)
        self.get("/v2/account-members", self.whole, filter="eq(name,Ada)")
        found = self.get("/v2/account-members", self.whole, filter="ilike(email,*ACME*)", sort="email")
        assert any(member["id"] == self.member["id"] for member in found.rows)

    def impersonation(self):
        users = self.realm_path + "/user-authentication-info"
        self.get(users, self.implicit)
        self.get(users, self.whole, filter="ilike(name,'*a*')", sort="-created_at")
        profiles = self.get(self.realm_path + "/password-profiles", self.implicit).rows
        desk = next(each["id"] for each in profiles if each["username_format"] == "any")
        colleague = next(
            each for each in self.get(users, self.whole).rows if each["email"].startswith("dana."))
        self.get(f"{users}/{colleague['id']}", self.whole)
        self.get(f"{users}/{UNKNOWN}", self.whole)
        infos = f"{users}/{colleague['id']}/user-authentication-password-profile-info"
        self.get(infos, self.whole)
        data = {"type": "user_authentication_password_profile_info", "password_profile_id": desk,
                "username": "desk-1", "password": "a-long-password"}
        info = self.store.send("POST", infos, data, headers=self.whole).json["data"]
        assert "password" not in info
        self.store.send("POST", infos, data, headers=self.whole)
        self.store.send("POST", infos, {**data, "password": "short"}, headers=self.whole)
        one = f"{infos}/{info['id']}"
        self.get(one, self.whole)
        self.store.send("PUT", one, {"type": data["type"], "id": info["id"], "username": "desk-2"},
                        headers=self.whole)
        signed_in = self.mint(authentication_mechanism="password", username="desk-2",
                              password_profile_id=desk, password="a-long-password")
        assert signed_in.json["meta"]["account_member_id"] == colleague["id"]
        self.store.send("DELETE", one, headers=self.whole)
        self.store.send("DELETE", one, headers=self.whole)
        self.get(one, self.whole)

    def catalog(self):
        for headers in [self.implicit, self.acting]:
            self.get("/catalog", headers)
            for hierarchy in self.get("/catalog/hierarchies", headers).rows:
                path = "/catalog/hierarchies/" + hierarchy["id"]
                for suffix in ["", "/nodes", "/children", "/products"]:
                    self.get(path + suffix, headers)
            for node in self.get("/catalog/nodes", headers).rows[:2]:
                path = "/catalog/nodes/" + node["id"]
                for suffix in ["", "/relationships/children", "/relationships/products"]:
                    self.get(path + suffix, headers)
        self.products = self.get("/catalog/products", self.acting).rows
        product = self.products[0]
        self.get("/catalog/products/" + product["id"], self.acting)
        self.get("/catalog/products/" + UNKNOWN, self.acting)
        self.get("/catalog/products", self.acting, filter=f"eq(sku,{product['attributes']['sku']})")
        self.get("/catalog/products", self.acting, filter="eq(colour,red)")

    def carts_and_orders(self):
        carts, send = "/v2/carts", self.store.send
        self.get(carts, self.implicit)
        self.get(carts, self.acting)
        self.get(carts, self.whole, filter=f'contains(account_ids,"{self.account}")|ilike(name,*TRIAL*)')
        cart = send("POST", carts, {"name": "Conformance"}, headers=self.acting).json["data"]["id"]
        path = f"{carts}/{cart}"
        self.get(path, self.acting)
        send("PUT", path, {"description": "for a test"}, headers=self.acting)
        send("POST", path + "/items", {"type": "cart_item", "id": UNKNOWN, "quantity": 1}, headers=self.acting)
        send("POST", path + "/items", {"type": "cart_item", "quantity": 0,
                                       "id": self.products[0]["id"]}, headers=self.acting)
        for product in self.products[:2]:
            send("POST", path + "/items", {"type": "cart_item", "id": product["id"], "quantity": 2},
                 headers=self.acting)
        items = self.get(path + "/items", self.acting).rows
        send("PUT", f"{path}/items/{items[0]['id']}", {"type": "cart_item", "quantity": 5},
             headers=self.acting)
        send("PUT", f"{path}/items/{UNKNOWN}", {"type": "cart_item", "quantity": 5}, headers=self.acting)
        send("DELETE", f"{path}/items/{items[1]['id']}", headers=self.acting)
        line = {"type": "cart_item", "quantity": 1}
        several = [{**line, "id": product["id"]} for product in self.products[2:4]]
        send("POST", path + "/items", several, headers=self.acting)
        send("POST", path + "/items", [*several, {**line, "id": UNKNOWN}], headers=self.acting)
        lines = [{"id": each["id"], "quantity": 4} for each in self.get(path + "/items", self.acting).rows]
        send("PUT", path + "/items", lines, headers=self.acting)
        send("PUT", path + "/items", [*lines, {"id": UNKNOWN, "quantity": 1}], headers=self.acting)
        other = self.get(carts, self.acting).rows[-1]["id"]
        send("POST", path + "/items", {"type": "cart_items", "cart_id": other}, headers=self.acting)
        checkout = {"contact": {"name": "Ada", "email": "ada@acme.example"},
                    "billing_address": ADDRESS, "shipping_address": ADDRESS}
        send("POST", path + "/checkout", {}, headers=self.acting)
        order = send("POST", path + "/checkout", checkout, headers=self.acting).json["data"]
        send("DELETE", path + "/items", headers=self.acting)
        send("DELETE", path, headers=self.acting)
        self.get("/v2/orders", self.implicit)
        self.get("/v2/orders", self.acting, include="items")
        for query in ["eq(status,incomplete)", "ge(with_tax,10000):lt(with_tax,90000000)", "eq(colour,red)"]:
            self.get("/v2/orders", self.whole, filter=query)
        self.get(f"/v2/orders/{order['id']}", self.acting, include="items")
        self.get(f"/v2/orders/{order['id']}/items", self.acting)
        self.get(f"/v2/orders/{UNKNOWN}", self.acting)
        send("POST", path + "/items", {"type": "order_items", "order_id": order["id"]}, headers=self.acting)
        send("DELETE", path, headers=self.acting)
        self.payments(f"/v2/orders/{order['id']}")

    def payments(self, path):
        send = self.store.send
        payment = {"gateway": "manual", "method": "purchase"}
        named = {"name": "Invoice", "custom_reference": "R-1"}
        first = send("POST", path + "/payments", {**payment, "amount": 100, "paymentmethod_meta": named},
                     headers=self.acting).json["data"]["id"]
        for bad in [{**payment, "amount": 10**12}, {"gateway": "manual"}, {**payment, "gateway": "adyen"}]:
            send("POST", path + "/payments", bad, headers=self.acting)
        held = send("POST", path + "/payments", {**payment, "method": "authorize"},
                    headers=self.acting).json["data"]["id"]
        send("POST", path + "/payments", payment, headers=self.acting)
        for step in ["capture", "capture", "cancel", "confirm"]:
            send("POST", f"{path}/transactions/{held}/{step}", {}, headers=self.whole)
        for amount in [{"amount": 40}, {}, {}]:
            send("POST", f"{path}/transactions/{first}/refund", amount, headers=self.whole)
        for each in self.get(path + "/transactions", self.acting).rows:
            self.get(f"{path}/transactions/{each['id']}", self.acting)
        self.get(f"{path}/transactions/{UNKNOWN}", self.acting)
        assert self.get(path, self.acting).json["data"]["payment"] == "partially_paid"

    def addresses(self, owner=None, headers=None):
        path = (owner or f"/v2/accounts/{self.account}") + "/addresses"
        headers, send = headers or self.acting, self.store.send
        self.get(path, headers)
        data = {"type": "address", "name": "Warehouse", **ADDRESS}
        address = send("POST", path, data, headers=headers).json["data"]["id"]
        send("POST", path, {"type": "address"}, headers=headers)
        self.get(f"{path}/{address}", headers)
        send("PUT", f"{path}/{address}", {"type": "address", "city": "York"}, headers=headers)
        send("DELETE", f"{path}/{address}", headers=headers)
        self.get(f"{path}/{address}", headers)

    def customer(self):
        data = {"type": "token", "email": self.member["email"], "password": self.credential["password"]}
        token = self.store.send("POST", "/v2/customers/tokens", data, headers=self.implicit).json["data"]
        headers = {**self.implicit, CUSTOMER_TOKEN: token["token"]}
        own = "/v2/customers/" + token["customer_id"]
        assert self.get(own, headers).status == 200
        self.addresses(own, headers)
        cart = self.store.send("POST", "/v2/carts", {"name": "Own"}, headers=headers).json["data"]["id"]
        assert [each["id"] for each in self.get("/v2/carts", headers).rows] == [cart]
        self.get("/v2/orders", headers)

    def open_id(self):
        store = self.get("/v2/settings/account-authentication", self.implicit).json["data"]["id"]
        self.get(f"/oidc-idp/stores/{store}/authentication-realms/{self.realm}/.well-known/openid-configuration", {})
        profile = self.get(self.realm_path + "/oidc-profiles", self.implicit).rows[0]
        verifier = "a" * 43
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        query = {
            "client_id": self.openid_client, "redirect_uri": "http://localhost:8080/callback",
            "response_type": "code", "scope": "openid email profile", "state": "state",
            "code_challenge": challenge.decode(), "code_challenge_method": "S256",
        }
        endpoint = profile["links"]["authorization-endpoint"]
        for left_out in ["state", "client_id", "redirect_uri"]:
            fields = {name: value for name, value in query.items() if name != left_out}
            self.store.send("GET", endpoint + "&" + urllib.parse.urlencode(fields))
        answer = self.store.send("GET", endpoint + "&" + urllib.parse.urlencode(query))
        location = urllib.parse.urlsplit(answer.headers["location"])
        code = urllib.parse.parse_qs(location.query)["code"][0]
        self.mint(authentication_mechanism="oidc", oauth_authorization_code=code,
                  oauth_redirect_uri=query["redirect_uri"], oauth_code_verifier=verifier)
