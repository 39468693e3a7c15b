"""Sends by the official SDK of another provider, and prints what the SDK made of the answers."""
# ruff: noqa: ANN001, ANN201, PLC0415, T201  # a program of a test

from __future__ import annotations

import json
import sys


def aws_sns(simulator):
    import boto3
    from botocore.exceptions import ClientError

    keys = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "an-example"}
    url = f"{simulator}/api/v1/hooks/aws-sns"
    told = []
    for where in ({"endpoint_url": url}, {}):  # by its setting, and by the proxy in the place of the provider
        client = boto3.client("sns", region_name="eu-west-1", **keys, **where)
        attributes = {"AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "Contoso"}}
        answer = client.publish(PhoneNumber="+31612345678", Message="sns 111222", MessageAttributes=attributes)
        told.append([answer["ResponseMetadata"]["HTTPStatusCode"], len(answer["MessageId"])])
        for wish in ({"PhoneNumber": "nobody"}, {"TopicArn": "arn:aws:sns:eu-west-1:123456789012:x"}):
            try:
                client.publish(Message="x", **wish)
            except client.exceptions.InvalidParameterException as error:
                told.append(error.response["Error"]["Code"])
        try:
            client.list_topics()
        except ClientError as error:
            told.append(error.response["Error"]["Code"])
    return told


def vonage(_):
    from vonage import Auth, Vonage
    from vonage_messages import Sms
    from vonage_sms import SmsMessage
    from vonage_sms.errors import SmsError

    client = Vonage(Auth(api_key="a", api_secret="b"))
    answer = client.sms.send(SmsMessage(to="31612345678", from_="Acme", text="vonage 333444"))
    told = [answer.message_count, answer.messages[0].status, answer.messages[0].to]
    answer = client.sms.send(SmsMessage(to="31612345678", from_="Acme", text="x" * 200))
    told.append(answer.message_count)
    try:
        client.sms.send(SmsMessage(to="12", from_="Acme", text="x"))
    except SmsError as error:
        told.append("code 6" in str(error) or str(error))
    answer = client.messages.send(Sms(to="31612345678", from_="Acme", text="vonage 555666"))
    told.append(len(answer.message_uuid))
    return told


def messagebird(simulator):
    import messagebird as sdk
    from messagebird.http_client import HttpClient

    own = HttpClient(f"{simulator}/api/v1/hooks/messagebird/", "key", "test")
    told = []
    for client in (sdk.Client("key", http_client=own), sdk.Client("key")):  # by its setting, and by the proxy
        message = client.message_create("Acme", ["31612345678", "+31687654321"], "bird 777888", {"reference": "mine"})
        told.append([message.recipients["totalCount"], message.reference, message.createdDatetime is not None])
        try:
            client.message_create("Acme", "12", "x")
        except sdk.ErrorException as error:
            told.append(error.errors[0].code)
    return told


print(json.dumps({"aws-sns": aws_sns, "vonage": vonage, "messagebird": messagebird}[sys.argv[1]](sys.argv[2])))
