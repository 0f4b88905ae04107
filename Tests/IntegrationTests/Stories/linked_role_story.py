"""The story of the service-linked role of CodeWhisperer, told with boto3 and with the AWS CLI."""

import json
import os
import subprocess
import sys
import time
import unittest
import urllib.parse

import httpx
from botocore.exceptions import ClientError

from daemon import (
    ACCOUNT, POLICY_ARN, ROLE_ARN, ROLE_NAME, SERVICE, SESSION_ARN, bundle, create_key, daemon, run)

SETUP = f"/v1/services/{SERVICE}/accounts/{ACCOUNT}"
PROFILE = f"arn:aws:codewhisperer:us-east-1:{ACCOUNT}:profile/A1"
RUN = f"arn:aws:codewhisperer:us-east-1:{ACCOUNT}:session/1"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]})
ANYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "*", "Resource": "*"}]})

# What the role may do, and one step beside it: action, resource, context, other resource, and the
# context with which the action is denied.
METRICS = {"cloudwatch:namespace": "AWS/CodeWhisperer"}
SCAN = f"arn:aws:codeguru-security:us-east-1:{ACCOUNT}:scans/CodeWhisperer-1"
OTHER_SCAN = f"arn:aws:codeguru-security:us-east-1:{ACCOUNT}:scans/Other-1"
ALLOWED = [
    ("cloudwatch:PutMetricData", "*", METRICS),
    ("codeguru-security:CreateUploadUrl", SCAN, {}),
    ("codeguru-security:CreateScan", SCAN, {}),
    ("codeguru-security:GetScan", SCAN, {}),
    ("codeguru-security:ListFindings", SCAN, {}),
    ("sso:ListProfiles", "*", {}),
    ("sso:ListProfileAssociations", "*", {}),
    ("sso-directory:ListMembersInGroup", "*", {}),
    ("sso:ListDirectoryAssociations", "*", {}),
    ("sso:DescribeRegisteredRegions", "*", {}),
    ("sso:GetProfile", "*", {}),
    ("sso:DescribeApplication", "*", {}),
]
DENIED = [
    ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/CodeWhisperer2"}),
    ("cloudwatch:PutMetricData", "*", {}),
    ("cloudwatch:GetMetricData", "*", METRICS),
    ("codeguru-security:CreateUploadUrls", SCAN, {}),
    ("codeguru-security:CreateScan", OTHER_SCAN, {}),
    ("codeguru-security:GetScan", OTHER_SCAN, {}),
    ("codeguru-security:ListFindings", OTHER_SCAN, {}),
    ("codeguru-security:GetScan", "*", {}),
    ("codeguru-security:DeleteScan", SCAN, {}),
    ("sso:ListProfile", "*", {}),
    ("sso:ListProfileAssociation", "*", {}),
    ("sso-directory:ListMembersInGroups", "*", {}),
    ("sso:ListMembersInGroup", "*", {}),
    ("sso:ListDirectoryAssociation", "*", {}),
    ("sso:DescribeRegisteredRegion", "*", {}),
    ("sso:GetProfiles", "*", {}),
    ("sso:DescribeApplications", "*", {}),
]


class Story(unittest.TestCase):
    def refused(self, code, call, **parameters):
        """Makes a call that must fail with a code; gives the error."""
        with self.assertRaises(ClientError) as caught:
            call(**parameters)
        self.assertEqual(caught.exception.response["Error"]["Code"], code)
        return caught.exception.response

    def end_of(self, iam, task):
        """Waits until a deletion task has ended; gives its last answer."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            answer = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
            if answer["Status"] in ("SUCCEEDED", "FAILED"):
                return answer
            time.sleep(0.05)
        self.fail("the deletion task does not end")

    def test_whole_story(self):
        with daemon() as (verdict, root):
            iam = verdict.client(root)

            # It appears when the service is set up, in a region that supports it.
            status, answer = verdict.native(root, "PUT", SETUP, {"region": "eu-west-1"})
            self.assertEqual(status, 400)
            self.assertEqual(answer["error"]["supportedRegions"], ["us-east-1"])
            self.refused("NoSuchEntity", iam.get_role, RoleName=ROLE_NAME)
            settings = {"region": "us-east-1", "settings": {"references": False}}
            status, answer = verdict.native(root, "PUT", SETUP, settings)
            self.assertEqual((status, answer["role"]), (201, ROLE_ARN))
            self.assertEqual(verdict.native(root, "PUT", SETUP, settings)[0], 200)

            # It can be looked at, and is what the service says.
            role = iam.get_role(RoleName=ROLE_NAME)["Role"]
            self.assertEqual(role["Arn"], ROLE_ARN)
            self.assertEqual(role["Path"], f"/aws-service-role/{SERVICE}/")
            trust = role["AssumeRolePolicyDocument"]["Statement"]
            self.assertEqual(len(trust), 1)
            self.assertEqual(trust[0]["Principal"], {"Service": SERVICE})
            attached = iam.list_attached_role_policies(RoleName=ROLE_NAME)["AttachedPolicies"]
            self.assertEqual([policy["PolicyArn"] for policy in attached], [POLICY_ARN])

            # It decides at once, and for its service alone.
            self.assert_decisions(verdict)
            self.assertTrue(verdict.decide(SERVICE, "sts:AssumeRole", ROLE_ARN))
            for other in ("lex.amazonaws.com", f"arn:aws:iam::{ACCOUNT}:root", SESSION_ARN):
                self.assertFalse(verdict.decide(other, "sts:AssumeRole", ROLE_ARN), other)

            # Nobody edits it but for the description, and nobody borrows its permissions.
            self.assert_unmodifiable(iam)
            iam.update_role_description(RoleName=ROLE_NAME, Description="ours")
            iam.update_role(RoleName=ROLE_NAME, Description="ours, too")
            self.assertEqual(
                iam.get_role(RoleName=ROLE_NAME)["Role"]["Description"], "ours, too")
            iam.create_role(RoleName="mine", AssumeRolePolicyDocument=TRUST)
            self.refused(
                "PolicyNotAttachable", iam.attach_role_policy, RoleName="mine",
                PolicyArn=POLICY_ARN)

            # It can't go while something uses it.
            uses = [(PROFILE, {"region": "us-east-1"}),
                    (RUN, {"region": "us-east-1", "expires": int(time.time()) + 3600})]
            for arn, use in uses:
                status, _ = verdict.native(root, "PUT", self.use(arn), use)
                self.assertIn(status, (200, 201))
            task = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
            self.assertRegex(task, f"^task/aws-service-role/{SERVICE}/{ROLE_NAME}/[0-9a-f-]{{36}}$")
            answer = self.end_of(iam, task)
            self.assertEqual(answer["Status"], "FAILED")
            self.assertEqual(
                answer["Reason"]["RoleUsageList"],
                [{"Region": "us-east-1", "Resources": [PROFILE, RUN]}])
            self.assert_decisions(verdict)

            # Once released it can; the next decision knows.
            for arn, _ in uses:
                self.assertEqual(verdict.native(root, "DELETE", self.use(arn))[0], 200)
            task = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
            self.assertEqual(self.end_of(iam, task)["Status"], "SUCCEEDED")
            self.refused("NoSuchEntity", iam.get_role, RoleName=ROLE_NAME)
            self.assertFalse(verdict.decide(SERVICE, "sts:AssumeRole", ROLE_ARN))
            for action, resource, context in ALLOWED:
                self.assertFalse(verdict.decide(SESSION_ARN, action, resource, context), action)

            # Updating the settings makes it anew, and so does IAM's own call.
            old = role["RoleId"]
            self.assertEqual(verdict.native(root, "PUT", SETUP, settings)[0], 201)
            self.assertNotEqual(iam.get_role(RoleName=ROLE_NAME)["Role"]["RoleId"], old)
            self.assert_decisions(verdict)
            task = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
            self.assertEqual(self.end_of(iam, task)["Status"], "SUCCEEDED")
            iam.create_service_linked_role(AWSServiceName=SERVICE)
            self.refused(
                "InvalidInput", iam.create_service_linked_role, AWSServiceName=SERVICE)

    def test_second_deletion_has_the_same_task(self):
        with daemon("--deletion-delay", "3") as (verdict, root):
            iam = verdict.client(root)
            iam.create_service_linked_role(AWSServiceName=SERVICE)
            first = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
            second = iam.delete_service_linked_role(RoleName=ROLE_NAME)["DeletionTaskId"]
            self.assertEqual(first, second)
            status = iam.get_service_linked_role_deletion_status(DeletionTaskId=first)
            self.assertIn(status["Status"], ("NOT_STARTED", "IN_PROGRESS"))

            # It goes on after a crash.
            verdict.kill()
            verdict.__init__("--store", verdict.store, "--deletion-delay", "0")
            self.assertEqual(self.end_of(verdict.client(root), first)["Status"], "SUCCEEDED")

    def test_command_line(self):
        with daemon() as (verdict, root):
            def aws(*arguments, fails_with=None):
                done = subprocess.run(
                    [os.path.join(os.path.dirname(sys.executable), "aws"), "iam", *arguments,
                     "--endpoint-url", verdict.admin, "--region", "us-east-1", "--output",
                     "json"],
                    env={"PATH": os.environ["PATH"], "HOME": "/nonexistent",
                         "AWS_ACCESS_KEY_ID": root[0], "AWS_SECRET_ACCESS_KEY": root[1],
                         "AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "6", "AWS_EC2_METADATA_DISABLED": "true"},
                    capture_output=True, text=True)
                if fails_with is not None:
                    self.assertIn(f"({fails_with})", done.stderr)
                    return None
                self.assertEqual(done.returncode, 0, done.stderr)
                return json.loads(done.stdout or "null")

            role = aws("create-service-linked-role", "--aws-service-name", SERVICE)["Role"]
            self.assertEqual(role["Arn"], ROLE_ARN)
            aws("get-role", "--role-name", ROLE_NAME)
            listed = aws("list-roles", "--path-prefix", "/aws-service-role/")["Roles"]
            self.assertEqual([each["RoleName"] for each in listed], [ROLE_NAME])
            aws("delete-role", "--role-name", ROLE_NAME, fails_with="UnmodifiableEntity")
            aws("create-user", "--user-name", "ada")
            aws("attach-user-policy", "--user-name", "ada", "--policy-arn", POLICY_ARN,
                fails_with="PolicyNotAttachable")
            aws("update-role-description", "--role-name", ROLE_NAME, "--description", "x")
            task = aws("delete-service-linked-role", "--role-name", ROLE_NAME)["DeletionTaskId"]
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                status = aws(
                    "get-service-linked-role-deletion-status", "--deletion-task-id",
                    task)["Status"]
                if status == "SUCCEEDED":
                    break
            self.assertEqual(status, "SUCCEEDED")
            aws("get-role", "--role-name", ROLE_NAME, fails_with="NoSuchEntity")

    def test_service_reports_its_own_uses(self):
        with daemon() as (verdict, root):
            service = create_key(verdict.store, SERVICE)
            other = create_key(verdict.store, "lex.amazonaws.com")
            verdict.native(root, "PUT", SETUP, {"region": "us-east-1"})
            use = {"region": "us-east-1"}
            self.assertIn(verdict.native(service, "PUT", self.use(PROFILE), use)[0], (200, 201))
            self.assertEqual(verdict.native(other, "PUT", self.use(PROFILE), use)[0], 403)
            self.assertEqual(verdict.native(other, "DELETE", self.use(PROFILE))[0], 403)
            state = verdict.native(service, "GET", SETUP)[1]
            self.assertEqual([each["arn"] for each in state["resources"]], [PROFILE])

    def test_permissions(self):
        with daemon() as (verdict, root):
            iam = verdict.client(root)
            for name in ("able", "unable"):
                iam.create_user(UserName=name)
            iam.put_user_policy(
                UserName="able", PolicyName="p", PolicyDocument=json.dumps({
                    "Version": "2012-10-17", "Statement": [{
                        "Effect": "Allow", "Action": "iam:CreateServiceLinkedRole",
                        "Resource": f"arn:aws:iam::*:role/aws-service-role/{SERVICE}/*",
                        "Condition": {"StringEquals": {"iam:AWSServiceName": SERVICE}}}]}))
            keys = {name: create_key(verdict.store, f"arn:aws:iam::{ACCOUNT}:user/{name}")
                    for name in ("able", "unable")}
            unable = verdict.client(keys["unable"])
            error = self.refused(
                "AccessDenied", unable.create_service_linked_role, AWSServiceName=SERVICE)
            self.assertEqual(
                error["Error"]["Message"],
                f"User: arn:aws:iam::{ACCOUNT}:user/unable is not authorized to perform: "
                f"iam:CreateServiceLinkedRole on resource: {ROLE_ARN} because no identity-based "
                "policy allows the iam:CreateServiceLinkedRole action")
            self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], 403)
            self.assertEqual(
                verdict.native(keys["unable"], "PUT", SETUP, {"region": "us-east-1"})[0], 403)
            able = verdict.client(keys["able"])
            able.create_service_linked_role(AWSServiceName=SERVICE)
            self.refused("AccessDenied", able.delete_service_linked_role, RoleName=ROLE_NAME)
            identity = verdict.client(keys["able"], "sts").get_caller_identity()
            self.assertEqual(identity["Arn"], f"arn:aws:iam::{ACCOUNT}:user/able")
            self.assertEqual(identity["Account"], ACCOUNT)

    def test_signatures(self):
        with daemon() as (verdict, root):
            self.refused(
                "InvalidClientTokenId",
                verdict.client(("AKIAAAAAAAAAAAAAAAAA", root[1])).list_roles)
            self.refused(
                "SignatureDoesNotMatch",
                verdict.client((root[0], root[1][:-1] + "!")).list_roles)
            status, answer = verdict.native(None, "GET", SETUP)
            self.assertEqual((status, answer["error"]["code"]), (403, "MissingAuthenticationToken"))

    def test_bad_input_changes_nothing(self):
        with daemon() as (verdict, root):
            iam = verdict.client(root, parameter_validation=False)
            before = iam.get_account_authorization_details()
            refused = self.refused
            refused("InvalidInput", iam.create_service_linked_role,
                    AWSServiceName="unknown.amazonaws.com")
            refused("InvalidInput", iam.create_service_linked_role, AWSServiceName=SERVICE,
                    CustomSuffix="x")
            refused("MalformedPolicyDocument", iam.create_role, RoleName="r",
                    AssumeRolePolicyDocument="{")
            refused("ValidationError", iam.create_role, RoleName="<r>&\"'",
                    AssumeRolePolicyDocument=TRUST)
            refused("ValidationError", iam.create_role, RoleName="r" * 65,
                    AssumeRolePolicyDocument=TRUST)
            refused("ValidationError", iam.list_roles, Marker="no marker")
            refused("ValidationError", iam.list_roles, MaxItems=0)
            refused("InvalidAction", verdict.client(root).delete_saml_provider,
                    SAMLProviderArn=f"arn:aws:iam::{ACCOUNT}:saml-provider/x")
            for path in (f"/aws-service-role/{SERVICE}/", "/aws-reserved/"):
                with self.assertRaises(ClientError):
                    iam.create_role(RoleName="r", Path=path, AssumeRolePolicyDocument=TRUST)
            after = iam.get_account_authorization_details()
            for answer in (before, after):
                del answer["ResponseMetadata"]
            self.assertEqual(before, after)

    def test_decisions_and_status_over_http_1(self):
        with daemon() as (verdict, root):
            verdict.native(root, "PUT", SETUP, {"region": "us-east-1"})
            body = {"subject": {"type": "p", "id": SESSION_ARN},
                    "action": {"name": "sso:GetProfile"}, "resource": {"type": "aws", "id": "*"}}
            for _ in range(3):
                answer = httpx.post(verdict.admin + "/access/v1/evaluation", json=body)
                self.assertEqual(answer.json(), {"decision": True})
            self.assertEqual(httpx.get(verdict.admin + "/readyz").status_code, 200)
            metrics = httpx.get(verdict.admin + "/metrics").text
            self.assertIn('verdict_cache_events_total{event="hit"} 2\n', metrics)

    def test_hostile_text_comes_back_as_it_was(self):
        with daemon() as (verdict, root):
            iam = verdict.client(root)
            text = "<&>\"' ]]> \u00e4 \t\r\n"
            iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST, Description=text)
            self.assertEqual(iam.get_role(RoleName="r")["Role"]["Description"], text)

    def test_simulation(self):
        with daemon() as (verdict, root):
            iam = verdict.client(root)
            answer = iam.simulate_custom_policy(
                PolicyInputList=[json.dumps({"Version": "2012-10-17", "Statement": [
                    {"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject",
                     "Resource": "arn:aws:s3:::b/*",
                     "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
                    {"Sid": "D", "Effect": "Deny", "Action": "s3:DeleteObject",
                     "Resource": "*"}]})],
                ActionNames=["s3:GetObject", "s3:DeleteObject", "s3:PutObject"],
                ResourceArns=["arn:aws:s3:::b/k"])
            by_action = {each["EvalActionName"]: each for each in answer["EvaluationResults"]}
            self.assertEqual(
                {name: each["EvalDecision"] for name, each in by_action.items()},
                {"s3:GetObject": "implicitDeny", "s3:DeleteObject": "explicitDeny",
                 "s3:PutObject": "implicitDeny"})
            self.assertIn("aws:SourceIp", by_action["s3:GetObject"]["MissingContextValues"])
            matched = by_action["s3:DeleteObject"]["MatchedStatements"]
            self.assertEqual([each["SourcePolicyId"] for each in matched], ["PolicyInputList.1"])
            iam.create_service_linked_role(AWSServiceName=SERVICE)
            answer = iam.simulate_principal_policy(
                PolicySourceArn=ROLE_ARN, ActionNames=["sso:GetProfile", "sso:DeleteProfile"])
            self.assertEqual(
                [each["EvalDecision"] for each in answer["EvaluationResults"]],
                ["allowed", "implicitDeny"])
            keys = iam.get_context_keys_for_principal_policy(PolicySourceArn=ROLE_ARN)
            self.assertEqual(keys["ContextKeyNames"], ["cloudwatch:namespace"])

    def test_control_policies_leave_it_alone(self):
        control = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": ["sso:*", "cloudwatch:*"], "Resource": "*"}]}
        organization = {
            "Id": "o-example", "ManagementAccountId": "999999999999",
            "Root": {"Id": "r-ex", "Name": "Root", "ServiceControlPolicies": ["control"],
                     "ResourceControlPolicies": [], "OrganizationalUnits": [],
                     "Accounts": [{"Id": ACCOUNT, "ServiceControlPolicies": ["control"],
                                   "ResourceControlPolicies": []}]},
            "Policies": {"control": control}}
        user = {"Arn": f"arn:aws:iam::{ACCOUNT}:user/ada", "UserPolicyList": [
            {"PolicyName": "p", "PolicyDocument": json.loads(ANYTHING)}]}
        files = {"organization.json": organization,
                 f"accounts/{ACCOUNT}/authorization-details.json": {"UserDetailList": [user]}}
        with bundle(files) as path, daemon(bundle=path) as (verdict, root):
            iam = verdict.client(root)
            iam.create_service_linked_role(AWSServiceName=SERVICE)
            self.assert_decisions(verdict)
            self.assertFalse(verdict.decide(user["Arn"], "sso:GetProfile", "*"))
            self.assertTrue(verdict.decide(user["Arn"], "s3:GetObject", "*"))
            # What files have can be looked at, and not be changed.
            self.assertEqual(iam.get_user(UserName="ada")["User"]["Arn"], user["Arn"])
            self.refused("UnmodifiableEntity", iam.delete_user, UserName="ada")
            self.refused("EntityAlreadyExists", iam.create_user, UserName="Ada")
            answer = iam.simulate_principal_policy(
                PolicySourceArn=user["Arn"], ActionNames=["sso:GetProfile"])
            result = answer["EvaluationResults"][0]
            self.assertEqual(result["EvalDecision"], "explicitDeny")
            self.assertFalse(result["OrganizationsDecisionDetail"]["AllowedByOrganizations"])

    def test_services_of_ones_own(self):
        document = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}
        definition = {
            "Service": "reports.example.com", "RoleName": "AWSServiceRoleForReports",
            "AllowsSuffix": True, "Description": "reads",
            "TrustPolicy": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "reports.example.com"},
                "Action": "sts:AssumeRole"}]},
            "PermissionsPolicy": {"PolicyName": "ReportsPolicy", "Document": document},
            "EditableAttributes": ["Description"],
            "Regions": [{"Name": "Frankfurt", "Id": "eu-central-1", "Supported": True}]}
        with bundle({"reports.json": definition}) as path:
            with daemon("--services", path) as (verdict, root):
                iam = verdict.client(root)
                role = iam.create_service_linked_role(
                    AWSServiceName="reports.example.com", CustomSuffix="a")["Role"]
                self.assertEqual(role["RoleName"], "AWSServiceRoleForReports_a")
                session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role['RoleName']}/s"
                self.assertTrue(
                    verdict.decide(session, "s3:GetObject", "arn:aws:s3:::reports/1"))
                self.assertFalse(
                    verdict.decide(session, "s3:GetObject", "arn:aws:s3:::others/1"))
                self.refused(
                    "InvalidInput", iam.create_service_linked_role,
                    AWSServiceName="reports.example.com", CustomSuffix="A")
            with open(os.path.join(path, "reports.json"), "a") as file:
                file.write("x")
            done = run("serve", "--services", path, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r"reports\.json:1:\d+: ")

    def test_imported_accounts_can_be_changed(self):
        user = {"Arn": f"arn:aws:iam::{ACCOUNT}:user/ada", "UserPolicyList": [
            {"PolicyName": "p", "PolicyDocument": json.loads(ANYTHING)}]}
        files = {f"accounts/{ACCOUNT}/authorization-details.json": {"UserDetailList": [user]}}
        with bundle(files) as path, daemon(bundle=path) as (verdict, root):
            run("import", path, "--store", verdict.store)
            iam = verdict.client(root)
            iam.put_user_policy(UserName="ada", PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
            self.assertTrue(verdict.decide(user["Arn"], "s3:GetObject", "*"))
            self.assertFalse(verdict.decide(user["Arn"], "sso:GetProfile", "*"))
            # The files still say otherwise, and don't count any more, not after a restart either.
            verdict.stop()
            verdict.__init__(path, "--store", verdict.store)
            self.assertFalse(verdict.decide(user["Arn"], "sso:GetProfile", "*"))
            self.assertEqual(run("import", path, "--store", verdict.store, check=False).returncode, 2)

    # What the story asks for more than once.

    def use(self, arn):
        return f"{SETUP}/resources/{urllib.parse.quote(arn, safe='')}"

    def assert_decisions(self, verdict):
        for action, resource, context in ALLOWED:
            self.assertTrue(verdict.decide(SESSION_ARN, action, resource, context), action)
        for action, resource, context in DENIED:
            self.assertFalse(verdict.decide(SESSION_ARN, action, resource, context), action)

    def assert_unmodifiable(self, iam):
        calls = [
            (iam.delete_role, {}),
            (iam.attach_role_policy, {"PolicyArn": POLICY_ARN}),
            (iam.detach_role_policy, {"PolicyArn": POLICY_ARN}),
            (iam.put_role_policy, {"PolicyName": "p", "PolicyDocument": ANYTHING}),
            (iam.delete_role_policy, {"PolicyName": "p"}),
            (iam.update_assume_role_policy, {"PolicyDocument": TRUST}),
            (iam.put_role_permissions_boundary, {"PermissionsBoundary": POLICY_ARN}),
            (iam.delete_role_permissions_boundary, {}),
            (iam.update_role, {"MaxSessionDuration": 7200}),
        ]
        for call, parameters in calls:
            self.refused("UnmodifiableEntity", call, RoleName=ROLE_NAME, **parameters)


if __name__ == "__main__":
    unittest.main()
