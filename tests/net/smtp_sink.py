# SPDX-License-Identifier: Apache-2.0
"""A mail relay that keeps what it gets, or one that takes a connection and is mute."""

import socket
import threading
from email import message_from_bytes, policy


class SmtpSink:
    """Serves on this host until closed; `mails` are those that it took, in order."""

    def __init__(self, host, port=25, mute=False, refuse=()):
        self.mute = mute
        self.refuse = refuse  # recipients
        self.mails = []
        self.helos = []
        self.connections = []
        with host.network():
            self.listener = socket.create_server((host.address, port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(peer)
            if not self.mute:
                threading.Thread(target=self.talk, args=(peer,), daemon=True).start()

    def talk(self, peer):
        with peer, peer.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 sink\r\n")
            mail = {"to": []}
            for line in lines:
                lines.write(self.answer(line, mail, lines) + b"\r\n")
                if line.upper().startswith(b"QUIT"):
                    return

    def answer(self, line, mail, lines):
        word, _, rest = line.decode("ascii").strip().partition(" ")
        word = word.upper()
        if word == "HELO":
            self.helos.append(rest)
            return b"250 hello"
        if word == "EHLO":  # so that HELO is tried as well
            return b"502 what"
        if word == "MAIL":
            mail.update(sender=rest.split("<")[1].split(">")[0], to=[])
            return b"250 fine"
        if word == "RCPT":
            address = rest.split("<")[1].split(">")[0]
            if address in self.refuse:
                return b"550 no such user"
            mail["to"].append(address)
            return b"250 fine"
        if word == "DATA":
            lines.write(b"354 go on\r\n")
            mail["bytes"] = self.data(lines)
            mail["message"] = message_from_bytes(mail["bytes"], policy=policy.default)
            self.mails.append(dict(mail))
            return b"250 taken"
        return b"221 bye" if word == "QUIT" else b"500 what"

    @staticmethod
    def data(lines):
        text = b""
        for line in lines:
            if line == b".\r\n":
                break
            text += line[1:] if line.startswith(b".") else line
        return text

    def subjects(self):
        return [mail["message"]["Subject"] for mail in list(self.mails)]

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for peer in self.connections:
            peer.close()
